// What a message file says, and how a sentence of the API is found in it (web-component/js/language.js).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

globalThis.MITTO_LANGUAGES = [];
const root = new URL("../../web-component/", import.meta.url);
const { Language } = await import(new URL("js/language.js", root));
const german = JSON.parse(await readFile(new URL("languages/de.json", root)));

/** The language of an element with this `lang` and these messages. */
async function spoken(lang, messages) {
  const element = { messages, getAttribute: (name) => (name === "lang" ? lang : null) };
  const language = new Language(element, () => {});
  assert.equal(await language.load(), true);
  assert.equal(await language.load(), false, "nothing has changed");
  return language;
}

test("the API's English is told in German, whole or sentence by sentence, and what is unknown stays", async () => {
  const de = await spoken("de", german);
  for (const [english, said] of [
    ["The gateway refused the SMS.", "Das Gateway hat die SMS abgelehnt."],
    ["the gateway is busy (HTTP 503)", "Das Gateway ist überlastet (HTTP 503)"],
    [
      "Given up after 6 attempts; last answer: the gateway is busy (HTTP 503).",
      "Nach 6 Versuchen aufgegeben; letzte Antwort: Das Gateway ist überlastet (HTTP 503).",
    ],
    [
      "the recipient's number is invalid (“no +4179”, code 8)",
      "Die Nummer des Empfängers ist ungültig („no +4179“, Code 8)",
    ],
    [
      "The handset was off or out of reach. Send it again later.",
      "Das Gerät war ausgeschaltet oder nicht erreichbar. Senden Sie später noch einmal.",
    ],
    ["1,200 recipients instead of 1", "1.200 Empfänger statt 1"],
    [
      "This is 1,200 messages; one campaign may send 1,000.",
      "Das sind 1.200 Nachrichten; eine Kampagne darf 1.000 senden.",
    ],
    ["There is no field “Title” (line 1, character 3).", "Es gibt kein Feld „Title“ (Zeile 1, Zeichen 3)."],
    ["Nobody here knows this. Send it again later.", "Nobody here knows this. Senden Sie später noch einmal."],
  ]) {
    assert.equal(de.sentence(english), said);
  }
});

test("a message has the plural forms of its language", async () => {
  const forms = { one: "{0} wiadomość", few: "{0} wiadomości", many: "{0} wiadomości!", other: "{0} wiadomości?" };
  const pl = await spoken("pl", { messages: { "{0} messages": forms, Send: "Wyślij", broken: 7 } });
  const of = (count) => pl.message("{0} messages", count);
  assert.deepEqual([1, 3, 5].map(of), [forms.one, forms.few, forms.many]);
  assert.equal(pl.message("{0} messages", -1), forms.other);
  assert.deepEqual([pl.word("Send"), pl.word("To"), pl.word("broken")], ["Wyślij", "To", "broken"]);
});

test("numbers and days are written as the language has them", async () => {
  const de = await spoken("de", german);
  assert.equal(de.number("", 1_234_567), "1.234.567");
  assert.match(de.day("", Date.UTC(2026, 11, 1, 9)), /^Dienstag, 1\. Dezember 2026 um 09:00$/);
});

test("English asks for no file, and a language of no world for no formats", async () => {
  const en = await spoken("en", undefined);
  assert.equal(en.ask(0, "", -1), undefined);
  const odd = await spoken("no language at all", { messages: { Send: "!" } });
  assert.deepEqual([odd.word("Send"), odd.ask(0, "", -1)], ["!", ""]);
});
