// Types of the elements in JSX, for React 19 and newer: `import type {} from "@mitto/sms-elements/react"`.

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  MittoSendSmsAttributes,
  MittoSendSmsElement,
  MittoSendSmsEventMap,
  MittoSmsListAttributes,
  MittoSmsListElement,
  MittoSmsListEventMap,
  TokenProvider,
} from "./elements.js";

/** React takes a listener for an event `x-y` as the property `onx-y`. */
type Listeners<Events> = { [Name in keyof Events & string as `on${Name}`]?: (event: Events[Name]) => void };

type Props<Element, Attributes, Events> = DetailedHTMLProps<HTMLAttributes<Element>, Element> &
  Attributes &
  Listeners<Events> & { tokenProvider?: TokenProvider };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "mitto-send-sms": Props<MittoSendSmsElement, MittoSendSmsAttributes, MittoSendSmsEventMap>;
      "mitto-sms-list": Props<MittoSmsListElement, MittoSmsListAttributes, MittoSmsListEventMap>;
    }
  }
}
