// The sample records, as links at the top of each page.
const RECORDS = [
  ["lead", "00Q1", "Lead 1"],
  ["lead", "00Q2", "Lead 2"],
  ["lead", "00Q3", "Lead 3"],
  ["contact", "0031", "Contact 1"],
  ["contact", "0032", "Contact 2"],
  ["campaign", "7011", "Campaign"],
];

/** Puts them there; the one that is shown is marked. */
export function links(object, id) {
  document.getElementById("records").append(
    ...RECORDS.map(([kind, number, label]) => {
      const link = document.createElement("a");
      link.href = `/sample/${kind}?id=${number}`;
      link.textContent = label;
      if (kind === object && number === id) link.setAttribute("aria-current", "page");
      return link;
    }),
  );
}
