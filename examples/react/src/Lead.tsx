import { count } from "@mitto/sms-elements";
// Registered before the first element is made: React sets a property only if the element has it.
import "@mitto/sms-elements/list";
import type { MittoSendSmsElement } from "@mitto/sms-elements";
import type {} from "@mitto/sms-elements/react";
import { useRef, useState } from "react";

/** The page's own back end signs a token for whoever is signed in. */
async function token() {
  const answer = await fetch("/token");
  if (!answer.ok) throw new Error("You may not send SMS.");
  return answer.text();
}

export function Lead({ worker, id }: { worker: string; id: string }) {
  const element = useRef<MittoSendSmsElement>(null);
  const [heard, setHeard] = useState<string[]>([]);
  const hear = (words: string) => setHeard((before) => [...before, words]);
  const record = { endpoint: worker, object: "lead", "record-id": id } as const;
  return (
    <main>
      <h1>A lead, with React</h1>
      <mitto-send-sms
        {...record}
        ref={element}
        // Another function each time this is drawn, as people write it: nothing that is typed is lost.
        tokenProvider={() => token()}
        onmitto-sms-sent={({ detail }) => hear(`sent ${detail.numberOfMessages}`)}
        onmitto-sms-status={({ detail }) => hear(detail.status)}
        onmitto-sms-opt-out={({ detail }) => hear(detail.optedOut ? "opted out" : "opted in")}
        onmitto-sms-error={({ detail }) => hear(`error: ${detail.message}`)}
      />
      <mitto-sms-list {...record} tokenProvider={token} />
      <p>
        <button type="button" onClick={() => element.current?.refresh()}>
          The lead was changed
        </button>
        <button type="button" onClick={() => hear(`${count("5 €").units} units`)}>
          Count
        </button>
      </p>
      <ol id="heard" aria-label="Heard">
        {heard.map((words, at) => (
          <li key={at}>{words}</li>
        ))}
      </ol>
    </main>
  );
}
