// The npm package: what is in it, its types, and its manifest, which says nothing that the code does not, and leaves nothing out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = join(ROOT, "dist/package");
const SAMPLES = process.env.MITTO_SAMPLES ?? join(ROOT, "target/xtask/samples");

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

const read = (...path) => readFileSync(join(ROOT, ...path), "utf8");
const json = (...path) => JSON.parse(read(...path));
const manifest = json("dist/package/custom-elements.json");
const described = Object.fromEntries(
  manifest.modules.flatMap(({ declarations }) => declarations).map((one) => [one.tagName ?? one.name, one]),
);

/** The files below a folder of the workspace whose names end so. */
function files(folder, end) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .filter((name) => name.endsWith(end))
    .map((name) => read(folder, name));
}

const sorted = (names) => [...new Set(names)].sort();
const named = (list) => sorted((list ?? []).map(({ name }) => name));

test("the manifest is one by its own schema", () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(json("node_modules/custom-elements-manifest/schema.json"));
  assert.ok(validate(manifest), JSON.stringify(validate.errors, null, 1));
  // And the schema is awake.
  assert.equal(validate({ ...manifest, modules: [{ kind: "script" }] }), false);
});

// What the module itself registers where there seems to be a DOM.
const registered = {};
globalThis.HTMLElement = class {};
globalThis.MutationObserver = class {
  observe() {}
};
globalThis.document = { querySelector: () => null };
globalThis.customElements = { get: () => undefined, define: (name, kind) => (registered[name] = kind) };
const functions = await import(join(PACKAGE, "mitto-sms.js"));
await import(join(PACKAGE, "mitto-sms-list.js"));

/** Of the classes above the element's own, what is public is ours too, but none of it is meant for the page. */
const INTERNAL = ["connectedCallback", "disconnectedCallback", "connectedMoveCallback", "attributeChangedCallback", "constructor"];
const OF_ITS_SCREEN = ["ready", "known", "paint", "wait", "call", "focusOn", "perform"];

for (const [tag, readOnce] of [
  ["mitto-send-sms", ["mode"]],
  ["mitto-sms-list", ["view"]],
]) {
  test(`the manifest has the attributes and members of ${tag}`, () => {
    const kind = registered[tag];
    assert.ok(kind, "the package registers it");
    const { attributes, members } = described[tag];
    assert.deepEqual(named(attributes), sorted([...kind.observedAttributes, ...readOnce]));
    const own = Object.getOwnPropertyNames(kind.prototype).filter((name) => ![...INTERNAL, ...OF_ITS_SCREEN].includes(name));
    assert.deepEqual(named(members), sorted(own));
    for (const { name, kind: what, parameters = [] } of members) {
      const { value } = Object.getOwnPropertyDescriptor(kind.prototype, name);
      assert.equal(what, value ? "method" : "field", name);
      if (value) assert.equal(value.length, parameters.length, name);
    }
  });
}

test("every attribute that is read is one of the manifest", () => {
  const told = named(Object.values(described).flatMap(({ attributes = [] }) => attributes));
  for (const file of ["element.js", "api.js", "list/related-list.js"]) {
    const source = read("web-component/js", file);
    const direct = [...source.matchAll(/getAttribute\("([^"]+)"\)/g)].map(([, name]) => name);
    const lists = [...source.matchAll(/\[([^\]]+)\]\.map\(\(name\) => this\.getAttribute\(name\)/g)];
    const mapped = lists.flatMap(([, names]) => [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
    for (const name of [...direct, ...mapped]) assert.ok(told.includes(name), `${file} reads ${name}`);
  }
});

test("the manifest has the functions of the module, with their parameters", () => {
  const { default: init, ...others } = functions;
  const told = Object.entries(described).filter(([, one]) => one.kind === "function");
  assert.deepEqual(sorted(told.map(([name]) => name)), sorted(["init", ...Object.keys(others)]));
  for (const [name, { parameters }] of told) {
    const least = parameters.filter(({ optional }) => !optional).length;
    const { length } = name === "init" ? init : others[name];
    // `init(source?)` looks at what is not there.
    assert.equal(length, name === "init" ? 1 : least, name);
  }
});

test("the manifest has the events", () => {
  const page = [...read("web-component/js/page.js").matchAll(/emit\(this\.#element, "([^"]+)"/g)].map(([, name]) => name);
  const emitted = (folder) =>
    files(folder, ".rs").flatMap((source) => [...source.matchAll(/Emit \{\s*name: "([^"]+)"/g)].map(([, name]) => name));
  const ours = (names) => sorted(names.map((name) => `mitto-sms-${name}`));
  assert.deepEqual(named(described["mitto-send-sms"].events), ours([...page, "error", ...emitted("core/src/app/campaign")]));
  assert.deepEqual(named(described["mitto-sms-list"].events), ours(["error", ...emitted("core/src/app/related_list")]));
});

/** What has an id is a part of that name, unless it says otherwise (web-component/js/build.js). */
function parts(html) {
  return [...html.matchAll(/<\w+([^>]*)>/g)].flatMap(([, attributes]) => {
    const value = (name) => new RegExp(`(?:^|\\s)${name}="([^"]+)"`).exec(attributes)?.[1];
    return (value("part") ?? value("id") ?? "").split(" ").filter(Boolean);
  });
}

/** The parts that Rust gives out. */
function given(folder) {
  const sources = files(folder, "draw.rs").join("\n");
  const direct = [...sources.matchAll(/"part", "([^"]+)"/g)].map(([, names]) => names);
  const chosen = [...sources.matchAll(/\("(?:in|out)", "([^"]+)"\)/g)].map(([, names]) => names);
  return [...direct, ...chosen].flatMap((names) => names.split(" "));
}

test("the manifest has the parts", () => {
  const html = (...names) => names.flatMap((name) => parts(read("web-component/html", name)));
  const drawn = [...read("web-component/src/draw.rs").matchAll(/"part", "([^"]+)"/g)].flatMap(([, names]) => names.split(" "));
  const campaign = given("core/src/app/campaign");
  const send = [...html("send-sms.html", "action.html", "campaign/campaign.html"), ...drawn, ...campaign];
  assert.deepEqual(named(described["mitto-send-sms"].cssParts), sorted(send));
  const list = [...html("list/sms-list.html"), ...given("core/src/app/related_list")];
  assert.deepEqual(named(described["mitto-sms-list"].cssParts), sorted(list));
});

test("the parts of a campaign are given through both shadow roots", () => {
  const source = read("web-component/js/campaign/mitto-sms-campaign.js");
  for (const name of given("core/src/app/campaign")) {
    if (!parts(read("web-component/html/campaign/campaign.html")).includes(name)) {
      assert.ok(source.includes(`"${name}"`), `${name} is not exported`);
    }
  }
});

test("the manifest has the custom properties", () => {
  const used = (...names) =>
    sorted(names.flatMap((name) => [...read("web-component/css", name).matchAll(/--mitto-[a-z-]+/g)].map(([property]) => property)));
  assert.deepEqual(named(described["mitto-send-sms"].cssProperties), used("base.css", "send-sms.css", "campaign.css"));
  assert.deepEqual(named(described["mitto-sms-list"].cssProperties), used("base.css", "sms-list.css"));
});

test("the types have the events, attributes and members of the manifest", () => {
  const types = read("dist/package/elements.d.ts");
  const body = (name) => new RegExp(`export interface ${name}(?: extends \\w+)? \\{([^]*?)\\n\\}`).exec(types)[1];
  const keys = (name) => [...body(name).matchAll(/^ {2}"?([\w-]+)"?[?(:]/gm)].map(([, key]) => key);
  for (const [tag, name] of [
    ["mitto-send-sms", "MittoSendSms"],
    ["mitto-sms-list", "MittoSmsList"],
  ]) {
    const { attributes, events, members } = described[tag];
    assert.deepEqual(sorted([...keys("MittoAttributes"), ...keys(`${name}Attributes`)]), named(attributes));
    assert.deepEqual(sorted(keys(`${name}EventMap`)), named(events));
    assert.deepEqual(sorted(keys(`${name}Element`)), named(members));
  }
});

test("npm packs what the package promises, and nothing else", () => {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: PACKAGE, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  const names = ["mitto-sms", "mitto-sms-list", "mitto-sms-campaign"];
  const wanted = [
    ...["README.md", "custom-elements.json", "package.json"],
    ...["elements", "mitto-sms", "mitto-sms-list", "react", "vue"].map((name) => `${name}.d.ts`),
    ...names.flatMap((name) => [`${name}.js`, `${name}_bg.wasm`]),
  ];
  assert.deepEqual(packed.files.map(({ path }) => path).sort(), wanted.sort());
  const { customElements, exports, main, sideEffects, types, version } = json("dist/package/package.json");
  const targets = Object.values(exports).flatMap((target) => (typeof target === "string" ? target : Object.values(target)));
  for (const target of [...targets, ...sideEffects, main, types, customElements]) {
    assert.ok(wanted.includes(target.replace("./", "")), target);
  }
  assert.equal(version, /^version = "(.+)"$/m.exec(read("Cargo.toml"))[1]);
});

test("a module of the package finds its wasm as bundlers understand it, and asks nobody else for anything", () => {
  for (const name of ["mitto-sms", "mitto-sms-list", "mitto-sms-campaign"]) {
    const module = read("dist/package", `${name}.js`);
    assert.ok(module.includes(`new URL("./${name}_bg.wasm",import.meta.url)`), name);
    assert.equal(module.split("import.meta").length, 2, `${name} uses import.meta once`);
    for (const [, target] of module.matchAll(/import\("([^"]+)"\)/g)) assert.ok(existsSync(join(PACKAGE, target)), target);
  }
});

/** What TypeScript says of a program in the folder of a sample, where the packed package is installed. */
function checked(folder, name, program, ...options) {
  const file = join(SAMPLES, folder, name);
  writeFileSync(file, program);
  const strict = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"];
  try {
    return execFileSync(process.execPath, [TSC, ...strict, ...options, file], {
      cwd: join(SAMPLES, folder),
      encoding: "utf8",
    });
  } catch (why) {
    return why.stdout;
  }
}

const PROGRAM = `
import init, { count, isOptOut, preview, split } from "@mitto/sms-elements";
import "@mitto/sms-elements/list";
import type { Count, MittoSendSmsElement, TokenProvider } from "@mitto/sms-elements";

await init({ module_or_path: new Uint8Array() });
const counted: Count = count("x");
const limit: 160 | 70 = counted.limit;
const texts: string[] = split("x");
const blank: string[] = preview("Hi <%=FirstName%>", { FirstName: null }, "contact").blank;
const out: boolean = isOptOut("STOP", ["STOP"] as const);
const provider: TokenProvider = async () => "token";
const element: MittoSendSmsElement = document.createElement("mitto-send-sms");
element.tokenProvider = provider;
element.tokenProvider = undefined;
element.answer("MITTO");
element.addEventListener("mitto-sms-sent", ({ detail }) => detail.ids.map((id) => id.length + detail.numberOfMessages));
document.querySelector("mitto-sms-list")?.refresh();
document.addEventListener("mitto-sms-answer", (event) => { event.preventDefault(); event.detail.from.length; });
// @ts-expect-error no number is a template
preview(1, {});
// @ts-expect-error an account is no record that can be texted
preview("", {}, "account");
// @ts-expect-error a status has no such member
element.addEventListener("mitto-sms-status", ({ detail }) => detail.ids);
// @ts-expect-error a token is no property
element.token = "x";
// @ts-expect-error the list answers by an event
document.createElement("mitto-sms-list").answer("x");
export { limit, texts, blank, out };
`;

test("the types hold under tsc --strict, for bundlers and for Node", () => {
  for (const module of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
    assert.equal(checked("react", "types.mts", PROGRAM, "--module", module[0], "--moduleResolution", module[1]), "");
  }
});

test("React's JSX knows the elements", () => {
  const program = `
import type {} from "@mitto/sms-elements/react";
import type { MittoSendSmsElement } from "@mitto/sms-elements";
import { createRef } from "react";
const ref = createRef<MittoSendSmsElement>();
export const good = (
  <mitto-send-sms ref={ref} object="lead" record-id="1" mode="action" endpoint="https://w.example" className="x" lang="de"
    tokenProvider={async () => "t"} onmitto-sms-sent={({ detail }) => detail.numberOfMessages.toFixed()} />
);
export const list = <mitto-sms-list object="campaign" record-id="1" view="table" onmitto-sms-answer={(event) => event.preventDefault()} />;
// @ts-expect-error no such object
export const object = <mitto-send-sms object="account" />;
// @ts-expect-error no such mode
export const mode = <mitto-send-sms mode="popup" />;
// @ts-expect-error the list has no mode
export const listed = <mitto-sms-list mode="action" />;
// @ts-expect-error no such member of the detail
export const detail = <mitto-send-sms onmitto-sms-sent={({ detail }) => detail.status} />;
`;
  const options = ["--module", "esnext", "--moduleResolution", "bundler", "--jsx", "react-jsx"];
  assert.equal(checked("react", "types.tsx", program, ...options), "");
  // The sample itself, with its own configuration.
  execFileSync(process.execPath, [TSC, "--project", join(SAMPLES, "react/tsconfig.json")]);
});

test("Vue's templates know the elements", () => {
  const program = `
import type {} from "@mitto/sms-elements/vue";
import type { GlobalComponents } from "vue";
type Send = InstanceType<GlobalComponents["mitto-send-sms"]>;
type List = InstanceType<GlobalComponents["mitto-sms-list"]>;
export const props: Send["$props"] = { object: "lead", "record-id": "1", recordId: "1", mode: "action", tokenProvider: () => "t" };
export const list: List["$props"] = { view: "table" };
declare const emit: Send["$emit"];
emit("mitto-sms-sent", new CustomEvent("mitto-sms-sent", { detail: { ids: [], numberOfMessages: 1 } }));
// @ts-expect-error no such mode
export const mode: Send["$props"] = { mode: "popup" };
// @ts-expect-error no such event
emit("mitto-sms-gone", new CustomEvent("x"));
`;
  assert.equal(checked("vue", "types.ts", program, "--module", "esnext", "--moduleResolution", "bundler"), "");
});

test("both modules can be imported where there is no DOM, as on a server that renders pages", () => {
  const modules = ["mitto-sms", "mitto-sms-list"].map((name) => `import ${JSON.stringify(join(PACKAGE, `${name}.js`))};`);
  execFileSync(process.execPath, ["--input-type=module", "--eval", modules.join("")]);
});

test("docs/embed.md names every attribute, property, method, event and custom property", () => {
  const text = read("docs/embed.md");
  for (const { attributes = [], members = [], events = [], cssProperties = [] } of Object.values(described)) {
    for (const { name } of [...attributes, ...members, ...events, ...cssProperties]) {
      assert.ok(new RegExp(`\`${name}[\`(]`).test(text), `${name} is not in docs/embed.md`);
    }
  }
});
