// Records as the Worker gives them.

export const SETUP = {
  productKeySet: true,
  productKeyLast4: "ator",
  leadMobile: "MobilePhone",
  contactMobile: "MobilePhone",
  defaultRegion: "CH",
  callbackPerMessage: true,
  testMode: false,
  timeZone: "Europe/Zurich",
};

export const SENDERS = [
  { id: "1", name: "MITTO-SMS", type: "branded" },
  { id: "2", name: "+41791112233", type: "numeric" },
];

export const TEMPLATES = [
  { id: "1", name: "Thanks for your interest", object: "lead", text: "Hello <%=FirstName|there%>, thank you for your interest. When may we call you at <%=Company%>?" },
  { id: "2", name: "Offer is ready", object: "lead", text: "Dear <%=Salutation%> <%=LastName%>, your offer is ready. It is valid for 30 days, and the first inspection costs you 0 €. Reply to this message if you would like us to explain it on the phone; we call back the same day." },
];

const FIELDS = {
  Salutation: "Ms.",
  FirstName: "Lena",
  LastName: "Brunner",
  Title: "Head of Facilities",
  Company: "Alpenblick Hotels",
  MobilePhone: "079 555 01 01",
  Country: "Switzerland",
};

export const PERSON = { object: "lead", id: "00Q1", fields: FIELDS, smsOptOut: false, mobile: "+41795550101" };

/** The person with other fields, or another answer to whether it can be texted. */
export function person(fields, more) {
  const all = { ...PERSON, ...more, fields: { ...FIELDS, ...fields } };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A moment so many minutes ago. */
export function ago(minutes) {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** An SMS as it is sent, received and listed. */
export function sms(number, status, more = {}) {
  return {
    id: `SMS-${String(number).padStart(6, "0")}`,
    object: "lead",
    recordId: "00Q1",
    recordName: "Lena Brunner",
    to: "+41795550101",
    from: "MITTO-SMS",
    text: "Hello Lena, see you at 10.",
    encoding: "GSM-7",
    numberOfMessages: 1,
    deliveredSegments: status === "DELIVERED" ? 1 : 0,
    status,
    isFinal: !["QUEUED", "SENDING", "SENT", "UNKNOWN"].includes(status),
    flagged: false,
    createdAt: ago(12),
    createdBy: "story",
    updatedAt: ago(11),
    deliveryUpdates: [],
    ...more,
  };
}

/** What a person and we have written to each other, newest first. */
export const CONVERSATION = [
  sms(6, "UNDELIVERED", { text: "A last question: is the roof newer than 1990?", createdAt: ago(3), deliveredSegments: 0 }),
  sms(5, "SENT", { text: "Great, Tuesday at 9 it is. Our engineer brings the drawings and a sample of the tiles.", createdAt: ago(20) }),
  sms(4, "RECEIVED", { text: "Yes please! Any morning next week is good for me.", from: "+41795550101", to: "+41791112233", createdAt: ago(42) }),
  sms(3, "UNKNOWN", { text: "Shall we have a look at your roof?", from: "+41791112233", createdAt: ago(60 * 5) }),
  sms(2, "DELIVERED", {
    text: "Dear Ms. Brunner, your offer is ready. It is valid for 30 days, and the first inspection costs you 0 €. Reply to this message if you would like us to explain it.",
    numberOfMessages: 2,
    deliveredSegments: 2,
    createdAt: ago(60 * 26),
  }),
];
