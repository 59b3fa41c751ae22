// Types of the elements in templates, for Vue 3: `import type {} from "@mitto/sms-elements/vue"`.

import type { EmitFn, HTMLAttributes } from "vue";
import type {
  MittoSendSmsAttributes,
  MittoSendSmsElement,
  MittoSendSmsEventMap,
  MittoSmsListAttributes,
  MittoSmsListElement,
  MittoSmsListEventMap,
  TokenProvider,
} from "./elements.js";

/** Attributes may be written either way: `record-id` and `recordId` are the same to Vue. */
type Camel<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name;

type Emits<Events> = EmitFn<{ [Name in keyof Events]: (event: Events[Name]) => void }>;

type Element<Instance extends HTMLElement, Attributes, Events> = new () => Instance & {
  /** @deprecated For the types of templates only. */
  $props: HTMLAttributes & { [Name in keyof Attributes as Camel<Name>]?: Attributes[Name] } & Attributes & {
      tokenProvider?: TokenProvider;
    };
  /** @deprecated For the types of templates only. */
  $emit: Emits<Events>;
};

declare module "vue" {
  interface GlobalComponents {
    "mitto-send-sms": Element<MittoSendSmsElement, MittoSendSmsAttributes, MittoSendSmsEventMap>;
    "mitto-sms-list": Element<MittoSmsListElement, MittoSmsListAttributes, MittoSmsListEventMap>;
  }
}
