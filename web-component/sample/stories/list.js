// The stories: what is answered otherwise than usual, what is done in the element, and how it is laid out.

import { CAMPAIGN, DONE, PLAN, RUNNING } from "./campaign.js";
import { CONVERSATION, SETUP, person, sms } from "./records.js";
import { LOST, NEVER, problem } from "./service.js";

const HELLO = "Hello Lena, see you at 10.";
const LONG =
  "Dear Ms. Brunner, thank you for your time this morning. As discussed, our engineer visits you on Tuesday between 8:00 and 10:00. " +
  "Please have the plans of the roof at hand, and leave the gate open: the van is 2.40 m high. We look forward to seeing you.";

const INVITATION =
  "Dear <%=FirstName|friend%> <%=LastName%>, our spring event is on 12 May. Doors open at 19:00, the talk is at 20:00. Bring a friend; drinks are on us. See you there, your team";

/** The message is written and sent. */
const sent = async (hand) => {
  await hand.type("#text", HELLO);
  await hand.press("#send");
};

/** Answers a send, and tells of that SMS. */
const sends = (record, answer = { id: record.id, numberOfMessages: 1, status: record.status }) => ({
  "POST /api/sms": answer,
  [`GET /api/sms/${record.id}`]: record,
});

const campaign = { attributes: { object: "campaign", "record-id": "7011" }, answers: CAMPAIGN };

const list = { element: "mitto-sms-list" };
const listed = { ...list, answers: { "GET /api/sms": { items: CONVERSATION }, "GET /api/sms/SMS-000002": CONVERSATION[4] } };

const offer = async (hand) => {
  await hand.choose("#template", "Offer is ready");
  await hand.seen("#preview li");
};

export const STORIES = [
  { name: "loading", title: "Loading", says: "The record is being read.", answers: { "GET /api/leads/00Q1": NEVER } },
  { name: "not-loaded", title: "Not loaded", says: "There was no answer. It can be tried again.", answers: { "GET /api/leads/00Q1": LOST } },
  { name: "empty", title: "Empty", says: "Nothing is written yet." },
  { name: "typing", title: "Typing", says: "The counter says how much room the message takes.", act: (hand) => hand.type("#text", HELLO) },
  { name: "template", title: "Template", says: "A template with the record's own data, counted exactly.", act: offer },
  {
    name: "blank",
    title: "Blank field",
    says: "A merge field that this record has no value for is told before it is sent.",
    answers: { "GET /api/leads/00Q1": person({ FirstName: null }) },
    act: (hand) => hand.type("#text", "Hello <%=FirstName%>, your offer is ready."),
  },
  {
    name: "unicode",
    title: "Unicode",
    says: "Which characters make it unicode, and what could stand for them.",
    act: (hand) => hand.type("#text", "It’s ready – really… 🎉 See you at 10."),
  },
  { name: "multi-segment", title: "Several SMS", says: "A long message is more than one SMS, cut where it will be cut.", act: (hand) => hand.type("#text", LONG) },
  { name: "too-long", title: "Too long", says: "More than 255 SMS cannot be sent.", act: (hand) => hand.type("#text", "0123456789".repeat(3_910)) },
  {
    name: "opted-out",
    title: "Opted out",
    says: "This person wants no SMS, and gets none.",
    answers: { "GET /api/leads/00Q1": person({}, { smsOptOut: true }) },
  },
  {
    name: "no-mobile",
    title: "No mobile",
    says: "The record has no mobile number.",
    answers: { "GET /api/leads/00Q1": person({ MobilePhone: null }, { mobile: undefined, mobileProblem: "no-mobile" }) },
  },
  {
    name: "not-set-up",
    title: "Not set up",
    says: "There is no product key yet.",
    answers: { "GET /api/setup": { ...SETUP, productKeySet: false, productKeyLast4: undefined } },
  },
  {
    name: "numbers",
    title: "Further numbers",
    says: "Who may text typed numbers adds them here.",
    adHoc: true,
    answers: { "POST /api/mobiles": ({ mobile }) => ({ mobile: mobile.replaceAll(" ", ""), optedOut: false }) },
    async act(hand) {
      await hand.type("#number", "+41 79 555 01 99");
      await hand.press("#add");
      await hand.seen("#to .pill button");
      await hand.type("#number", "12");
    },
  },
  { name: "sending", title: "Sending", says: "The answer is awaited. A second press sends nothing more.", answers: { "POST /api/sms": NEVER }, act: sent },
  { name: "sent", title: "Sent", says: "The gateway has it; the report is awaited.", answers: sends(sms(42, "SENT")), act: sent },
  { name: "delivered", title: "Delivered", says: "The handset has it.", answers: sends(sms(42, "DELIVERED")), act: sent },
  {
    name: "failed",
    title: "Failed",
    says: "It did not arrive, and why.",
    answers: sends(sms(42, "UNDELIVERED", { reason: "The handset was off, or out of reach, for too long." }), { id: "SMS-000042", numberOfMessages: 1, status: "SENT" }),
    act: sent,
  },
  {
    name: "refused",
    title: "Refused",
    says: "Nothing was sent. The message is still there.",
    answers: { "POST /api/sms": problem(429, "over-limit", "You have sent as many messages today as you may.", { detail: "It is possible again tomorrow, at 0:00 UTC." }) },
    act: sent,
  },
  {
    name: "maybe",
    title: "Maybe sent",
    says: "Nobody can know whether the gateway took it. It settles itself when the report comes.",
    answers: sends(sms(42, "UNKNOWN", { reason: "The gateway did not answer." }), problem(502, "gateway-unknown", "The gateway did not answer. The SMS may have been sent.", { id: "SMS-000042", smsStatus: "UNKNOWN", numberOfMessages: 1 })),
    act: sent,
  },
  { name: "lost", title: "No answer", says: "The answer was lost. Trying again sends nothing twice.", answers: { "POST /api/sms": LOST }, act: sent },
  { name: "action", title: "Action", says: "A button that opens the form in a dialog.", attributes: { mode: "action" } },
  {
    name: "action-open",
    title: "Action, open",
    says: "The dialog. On a page of its own, because nothing behind it can be pressed.",
    attributes: { mode: "action" },
    async act(hand, alone) {
      if (!alone) return;
      await hand.press("#open");
      await hand.type("#text", HELLO);
    },
  },
  { name: "dark", title: "Dark", says: "On a dark page.", look: "dark", act: (hand) => hand.type("#text", "It’s ready – really… 🎉") },
  { name: "narrow", title: "Narrow", says: "In a column of 240 pixels.", look: "narrow", answers: sends(sms(42, "DELIVERED")), act: sent },
  { name: "rtl", title: "Right to left", says: "On a page that is written from right to left.", dir: "rtl", adHoc: true, act: offer },
  { name: "german", title: "German", says: "On a page in German.", attributes: { lang: "de" }, answers: sends(sms(42, "DELIVERED")), act: sent },
  { name: "branded", title: "In other colours", says: "Custom properties of the page.", look: "branded", act: (hand) => hand.type("#text", HELLO) },
  { ...campaign, name: "campaign", title: "Campaign", says: "The members, and nothing written yet.", look: "wide" },
  {
    ...campaign,
    name: "campaign-typing",
    title: "Campaign, typing",
    says: "The total of messages over all members, exact at each key, and what would be cheaper.",
    look: "wide",
    act: (hand) => hand.type("#text", INVITATION),
  },
  {
    ...campaign,
    name: "campaign-confirm",
    title: "Campaign, asked",
    says: "What will be sent, once more. On a page of its own, because nothing behind it can be pressed.",
    look: "wide",
    answers: { ...CAMPAIGN, ...PLAN },
    async act(hand, alone) {
      await hand.type("#text", "Dear <%=FirstName|friend%>, doors open at 19:00.");
      if (alone) await hand.press("#plan:not([aria-disabled='true'])");
    },
  },
  { ...campaign, name: "campaign-running", title: "Campaign, sending", says: "How far it is. It can be stopped.", look: "wide", answers: { ...CAMPAIGN, ...RUNNING } },
  {
    ...campaign,
    name: "campaign-results",
    title: "Campaign, results",
    says: "What became of the whole campaign.",
    look: "wide",
    answers: { ...CAMPAIGN, ...DONE },
    act: (hand) => hand.press("#results"),
  },
  { ...campaign, name: "campaign-rtl", title: "Campaign, right to left", says: "From right to left.", dir: "rtl", answers: { ...CAMPAIGN, ...RUNNING } },
  { ...campaign, name: "campaign-narrow", title: "Campaign, narrow", says: "In a column of 240 pixels.", look: "narrow", act: (hand) => hand.type("#text", INVITATION) },
  { ...campaign, name: "campaign-dark", title: "Campaign, dark", says: "On a dark page.", look: "dark", act: (hand) => hand.type("#text", "Dear <%=FirstName|friend%>, doors open at 19:00.") },
  { ...list, name: "list-empty", title: "List, empty", says: "Nothing was sent or received yet." },
  { ...listed, name: "list", title: "List", says: "The conversation, newest last." },
  { ...listed, name: "list-table", title: "List, as a table", says: "The same, as a table.", attributes: { view: "table" }, look: "wide" },
  { ...listed, name: "list-dark", title: "List, dark", says: "On a dark page.", look: "dark" },
  { ...listed, name: "list-narrow", title: "List, narrow", says: "In a column of 240 pixels.", look: "narrow" },
  { ...listed, name: "list-rtl", title: "List, right to left", says: "From right to left.", dir: "rtl" },
  { ...list, name: "list-not-loaded", title: "List, not loaded", says: "There was no answer.", answers: { "GET /api/sms": LOST } },
];
