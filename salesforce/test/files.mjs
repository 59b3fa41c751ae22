// The project's files, read once.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { XMLParser, XMLValidator } from "fast-xml-parser";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const REPOSITORY = dirname(ROOT);
export const PACKAGES = ["force-app", "record-pages", "german", "callback-app"];

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray: (_name, _path, _leaf, isAttribute) => !isAttribute, ignoreDeclaration: true });

export const read = (...path) => readFileSync(join(ROOT, ...path), "utf8");

function walk(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : [path];
    });
}

/** Paths from the project's root. */
export const FILES = PACKAGES.flatMap((name) => walk(join(ROOT, name))).map((path) => relative(ROOT, path)).sort();

/** A file of metadata: its type and what is in it, each element as a list. */
export function metadata(path) {
    const text = read(path);
    const valid = XMLValidator.validate(text);
    if (valid !== true) {
        throw new Error(`${path}: ${valid.err.msg} (line ${valid.err.line})`);
    }
    const [[type, [content]]] = Object.entries(parser.parse(text));
    return { type, content: content === "" ? {} : content };
}

export const METADATA = FILES.filter((path) => path.endsWith("-meta.xml"));

/** Names of the components of a folder: the file's name up to its suffix. */
export const names = (folder, suffix) =>
    FILES.filter((path) => path.includes(`/${folder}/`) && path.endsWith(suffix)).map((path) =>
        path.split("/").at(-1).slice(0, -suffix.length)
    );
