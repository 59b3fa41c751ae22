// The Metadata API's types, as @salesforce/types has them from Salesforce's own WSDL.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./files.mjs";

const SOURCE = readFileSync(join(ROOT, "node_modules/@salesforce/types/lib/metadata.d.ts"), "utf8");

/** What every component may have. */
const COMMON = new Map([["fullName", { type: "string", many: false, needed: false }]]);

const structures = new Map();
const words = new Map();

for (const [, name, body] of SOURCE.matchAll(/^export type (\w+) = (?:Metadata(?:WithContent)? & )?\{\n([^]*?)^\};$/gm)) {
    const members = [...body.matchAll(/^ {4}(\w+)(\??): ([\w.]+)(\[\])?;$/gm)].map(([, member, optional, type, many]) => [
        member,
        { type, many: Boolean(many), needed: !optional && !many }
    ]);
    structures.set(name, new Map([...COMMON, ...members]));
}
for (const [, name, body] of SOURCE.matchAll(/^export type (\w+) = ('[^;]*');$/gm)) {
    words.set(name, new Set([...body.matchAll(/'([^']*)'/g)].map(([, word]) => word)));
}

/** A bundle's own file says more than the type that deploys it: which pages it is for. */
const TARGETS = /^lightning(Community|Snapin)?__\w+$/;

/** What is wrong with the content of a component, in words. */
export function faults(type, content, path = type) {
    const members = structures.get(type);
    if (!members) {
        return [`${path}: there is no type ${type}`];
    }
    const found = [];
    for (const [name, values] of Object.entries(content)) {
        if (name.startsWith("@_")) {
            continue;
        }
        const member = members.get(name);
        const here = `${path}.${name}`;
        if (!member) {
            found.push(`${here} does not exist`);
            continue;
        }
        if (values.length > 1 && !member.many) {
            found.push(`${here} stands there ${values.length} times`);
        }
        values.forEach((value) => found.push(...faultsOfValue(member.type, value, here)));
    }
    for (const [name, { needed }] of members) {
        if (needed && !(name in content)) {
            found.push(`${path}.${name} is missing`);
        }
    }
    return found;
}

function faultsOfValue(type, value, path) {
    if (path === "LightningComponentBundle.targets") {
        return value.target.filter((target) => !TARGETS.test(target)).map((target) => `${path}: ${target}`);
    }
    // Free-form: the types call it a text, the files hold elements.
    if (path === "LightningComponentBundle.targetConfigs" || type === "any") {
        return [];
    }
    if (structures.has(type)) {
        return faults(type, value === "" ? {} : value, path);
    }
    if (typeof value === "object") {
        return [`${path} holds elements`];
    }
    const right = {
        boolean: () => value === "true" || value === "false",
        number: () => /^-?\d+(\.\d+)?$/.test(value),
        string: () => true
    }[type];
    if (right) {
        return right() ? [] : [`${path}: ${value} is no ${type}`];
    }
    const allowed = words.get(type);
    if (!allowed) {
        return [`${path}: the type ${type} is not known`];
    }
    return allowed.has(value) ? [] : [`${path}: ${value} is none of ${type}`];
}
