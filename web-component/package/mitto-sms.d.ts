// Importing this module registers <mitto-send-sms>, and loads <mitto-sms-list> once the page has one. Where there is no DOM it
// only exports the functions.

import type { MittoObject } from "./elements.js";

export type * from "./elements.js";

/** How a text is counted (3GPP TS 23.038, 23.040). */
export interface Count {
  encoding: "GSM-7" | "UCS-2";
  /** Characters as a person counts them: code points. */
  characters: number;
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  units: number;
  /** How many SMS it takes; 0 without a text. Over 255 it cannot be sent. */
  segments: number;
  /** The units in each of the first 255 segments. */
  unitsPerSegment: number[];
  /** The units that one SMS holds: 160 or 70. */
  limit: 160 | 70;
}

/** A template with a record's fields in it. */
export interface Preview {
  text: string;
  /** The fields that are blank and have no default. */
  blank: string[];
  count: Count;
}

/** What the wasm is loaded from: bytes, an address, an answer, or a module that is compiled already. */
export type Source = BufferSource | URL | string | Response | WebAssembly.Module;

/** Loads the wasm, once; by default the file beside this one. Only for the functions: the elements do it themselves. */
export default function init(source?: { module_or_path?: Source | Promise<Source> }): Promise<WebAssembly.Exports>;

/** How a text is counted. */
export function count(text: string): Count;

/** The segments of a text. Throws over 255. */
export function split(text: string): string[];

/** A template with a record's fields in it. */
export function preview(
  template: string,
  fields: Readonly<Record<string, string | null | undefined>>,
  object?: MittoObject,
): Preview;

/** Whether a reply opts out. */
export function isOptOut(text: string, keywords: readonly string[]): boolean;
