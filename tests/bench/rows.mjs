// The texts that are counted. A row is a list of texts: one, or one for each key pressed.

const plain = "Hello Anna, your parcel arrives on Monday at 10. Reply STOP to opt out. ";
const accents = "Grüße aus Zürich! Ihr Päckchen für 5 € kommt am Montag [10:30]. ";
const cyrillic = "Здравствуйте, Анна! Ваша посылка придёт в понедельник. ";

const text = (sample, length) => sample.repeat(Math.ceil(length / sample.length)).slice(0, length);

/** Every beginning of the text. Joined and split again: a slice of a longer string is read more slowly than typed text. */
const typed = (whole) => [...whole].map((_, end) => [...whole].slice(0, end + 1).join(""));

/** `budget`: the rows that the design sets a budget for. The others show where it could have been unfair. */
export const rows = [
  { name: "20 GSM-7", texts: [text(plain, 20)], budget: true },
  { name: "160 GSM-7", texts: [text(plain, 160)], budget: true },
  { name: "1,600 GSM-7", texts: [text(plain, 1600)], budget: true },
  { name: "1,600 UCS-2", texts: [text(cyrillic, 1600)], budget: true },
  { name: "typing 480, per key", texts: typed(text(plain, 480)), budget: true, typing: true },
  { name: "1,600 GSM-7, accents and €", texts: [text(accents, 1600)] },
  { name: "1,600, emoji at the end", texts: [`${text(plain, 1598)}😀`] },
  { name: "typing 480 UCS-2, per key", texts: typed(text(cyrillic, 480)) },
];
