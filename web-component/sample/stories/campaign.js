// A campaign of 2,400 members, 2,312 of whom can be texted, as the Worker tells of it.

import { SENDERS, ago } from "./records.js";

/** Shapes of values (core/src/campaign/shape.rs), and how many in a hundred have them. */
const SHAPES = {
  FirstName: [["b4", 34], ["b5", 30], ["b7", 24], ["u6", 8], ["", 4]],
  LastName: [["b5", 40], ["b8", 38], ["b11", 15], ["u7", 7]],
};

const RECIPIENTS = 2_312;
const SKIPPED = { "no-mobile": 51, "opted-out": 34, duplicate: 3 };

/** The members by the shapes of these fields. */
function classes({ fields }) {
  let groups = [{ shapes: [], members: RECIPIENTS }];
  for (const field of fields) {
    const shares = SHAPES[field] ?? [["b6", 100]];
    groups = groups.flatMap(({ shapes, members }) => {
      let left = members;
      return shares.map(([shape, share], at) => {
        const part = at === shares.length - 1 ? left : Math.floor((members * share) / 100);
        left -= part;
        return { shapes: [...shapes, shape], members: part };
      });
    });
  }
  return { fields, classes: groups.filter(({ members }) => members > 0), recipients: RECIPIENTS, skipped: SKIPPED };
}

const MEMBER = {
  object: "contact",
  id: "0031",
  fields: { FirstName: "Jonas", LastName: "Keller", Title: "Purchasing", Salutation: "Mr.", MobilePhone: "+41 78 555 01 04", Email: "jonas@keller-holzbau.example" },
};

export const CAMPAIGN = {
  "GET /api/senders": { items: SENDERS },
  "GET /api/templates": { items: [] },
  "GET /api/campaigns/7011": { id: "7011", name: "Spring event", members: { leads: 1_900, contacts: 500, total: 2_400 } },
  "GET /api/campaigns/7011/jobs": { items: [], cursor: null },
  "GET /api/campaigns/7011/preview": { items: [MEMBER], cursor: "636f6e746163742f30303331" },
  "GET /api/campaigns/7011/test": { mobile: null, anyNumber: false },
  "POST /api/campaigns/7011/classes": classes,
};

/** What the plan says. */
export const PLAN = {
  "POST /api/campaigns/7011/plan": {
    recipients: RECIPIENTS,
    skipped: SKIPPED,
    totalMessages: RECIPIENTS,
    spread: [{ segments: 1, recipients: RECIPIENTS }],
    longest: 34,
    encodings: { "GSM-7": 2_127, "UCS-2": 185 },
    blank: [],
    unicode: [{ field: "FirstName", recipients: 185 }],
    planHash: "0bee30f70c81dd742f29a4b0e5be0d3b-3-3-0-1-0-1-0-0-0-0-0",
  },
};

const JOB = {
  id: "JOB-000007",
  campaign: "7011",
  state: "done",
  from: "MITTO-SMS",
  recipients: RECIPIENTS,
  totalMessages: RECIPIENTS,
  queued: 0,
  sent: 41,
  delivered: 2_198,
  failed: 62,
  unknown: 4,
  skipped: 7,
  text: "Dear <%=FirstName|friend%>, doors open at 19:00.",
  createdBy: "story",
  createdAt: ago(90),
  startedAt: ago(90),
  endedAt: ago(84),
};

const UNDER_WAY = { ...JOB, state: "running", queued: 1_411, sent: 312, delivered: 574, failed: 9, unknown: 1, skipped: 5, ratePerSecond: 12, secondsLeft: 118, endedAt: undefined };

/** It is on its way. */
export const RUNNING = {
  "GET /api/campaigns/7011/jobs": { items: [UNDER_WAY], cursor: null },
  "GET /api/jobs/JOB-000007": UNDER_WAY,
};

/** What became of it. */
export const DONE = {
  "GET /api/campaigns/7011/jobs": { items: [JOB], cursor: null },
  "GET /api/jobs/JOB-000007": JOB,
  "GET /api/campaigns/7011/results": {
    messages: RECIPIENTS,
    sent: 41,
    delivered: 2_198,
    failed: 62,
    unknown: 4,
    skipped: 7,
    optOuts: 11,
    replies: 87,
    failures: [
      { reason: "The number is not in service.", sms: 39 },
      { reason: "The handset was off, or out of reach, for too long.", sms: 23 },
    ],
  },
};
