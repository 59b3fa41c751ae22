import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { FILES, METADATA, ROOT, metadata, names, read } from "./files.mjs";
import { faults } from "./schema.mjs";

const require = createRequire(import.meta.url);
const all = METADATA.map((path) => ({ path, ...metadata(path) }));
const of = (type) => all.filter((file) => file.type === type);
const values = (content, ...way) =>
    way.reduce((found, name) => found.flatMap((one) => one?.[name] ?? []), [content]);

test("each file is what the Metadata API takes", () => {
    assert.ok(all.length > 50);
    for (const { path, type, content } of all) {
        assert.equal(content["@_xmlns"], "http://soap.sforce.com/2006/04/metadata", path);
        assert.deepEqual(faults(type, content), [], path);
    }
});

test("the check finds what is wrong", () => {
    const good = { apiVersion: ["65.0"], status: ["Active"] };
    assert.deepEqual(faults("ApexClass", good), []);
    const wrong = (type, change) => faults(type, { ...good, ...change });
    assert.deepEqual(wrong("ApexClass", { apiversion: ["65.0"] }), ["ApexClass.apiversion does not exist"]);
    assert.deepEqual(wrong("ApexClass", { status: ["On"] }), ["ApexClass.status: On is none of ApexCodeUnitStatus"]);
    assert.deepEqual(wrong("ApexClass", { apiVersion: ["new"] }), ["ApexClass.apiVersion: new is no number"]);
    assert.deepEqual(wrong("ApexClass", { status: ["Active", "Active"] }), ["ApexClass.status stands there 2 times"]);
    assert.deepEqual(faults("CspTrustedSite", { isActive: ["yes"] }), [
        "CspTrustedSite.isActive: yes is no boolean",
        "CspTrustedSite.endpointUrl is missing"
    ]);
    assert.deepEqual(faults("PermissionSet", { label: ["x"], classAccesses: [{ apexclass: ["A"], enabled: ["true"] }] }), [
        "PermissionSet.classAccesses.apexclass does not exist",
        "PermissionSet.classAccesses.apexClass is missing"
    ]);
    assert.deepEqual(faults("Nonsense", {}), ["Nonsense: there is no type Nonsense"]);
});

test("each file has its -meta.xml, and each -meta.xml its file", () => {
    for (const path of FILES.filter((file) => /\.(cls|trigger)$/.test(file))) {
        assert.ok(FILES.includes(`${path}-meta.xml`), path);
    }
    for (const path of METADATA.filter((file) => /\.(cls|trigger)-meta\.xml$|\.js-meta\.xml$/.test(file))) {
        assert.ok(FILES.includes(path.slice(0, -"-meta.xml".length)), path);
    }
});

test("there is one API version", () => {
    const { sourceApiVersion } = JSON.parse(read("sfdx-project.json"));
    const found = all.flatMap(({ content }) => content.apiVersion ?? []);
    assert.ok(found.length > 20);
    assert.deepEqual(new Set(found), new Set([sourceApiVersion]));
});

test("sfdx-project.json is as the CLI wants it, and what it replaces is there", () => {
    const project = JSON.parse(read("sfdx-project.json"));
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const check = ajv.compile(require("@salesforce/schemas/sfdx-project.schema.json"));
    assert.ok(check(project), JSON.stringify(check.errors));
    assert.ok(!check({ ...project, packageDirectories: "force-app" }));
    for (const { filename, stringToReplace } of project.replacements) {
        assert.ok(read(filename).includes(stringToReplace), filename);
    }
    const replaced = new Set(project.replacements.map(({ filename }) => filename));
    for (const path of METADATA.filter((file) => read(file).includes("<value xsi:type=\"xsd:string\">https://YOUR-WORKER"))) {
        assert.ok(replaced.has(path), path);
    }
});

const classes = names("classes", ".cls");
const fields = FILES.filter((path) => path.endsWith(".field-meta.xml")).map((path) => {
    const parts = path.split("/");
    return `${parts.at(-3)}.${parts.at(-1).slice(0, -".field-meta.xml".length)}`;
});
const permissions = names("customPermissions", ".customPermission-meta.xml");
const bundles = names("lwc", ".js-meta.xml");
const tabs = names("tabs", ".tab-meta.xml");

test("what a permission set names exists, and nothing is granted twice", () => {
    for (const { path, content } of of("PermissionSet")) {
        const granted = {
            class: [values(content, "classAccesses", "apexClass"), classes],
            permission: [values(content, "customPermissions", "name"), permissions],
            field: [values(content, "fieldPermissions", "field"), fields],
            tab: [values(content, "tabSettings", "tab"), tabs]
        };
        for (const [kind, [named, known]] of Object.entries(granted)) {
            assert.equal(new Set(named).size, named.length, `${path}: ${kind}`);
            named.forEach((name) => assert.ok(known.includes(name), `${path}: ${kind} ${name}`));
        }
        assert.ok(content.description[0].length <= 255, path);
    }
});

test("who may what", () => {
    const may = Object.fromEntries(
        of("PermissionSet").map(({ path, content }) => [
            path.match(/(\w+)\.permissionset/)[1],
            values(content, "customPermissions", "name")
        ])
    );
    assert.deepEqual(may, {
        Mitto_Admin: ["Mitto_SMS_Administer", "Mitto_SMS_Campaigns", "Mitto_SMS_Send", "Mitto_SMS_Typed_Numbers"],
        Mitto_Callback: [],
        Mitto_Campaigns: ["Mitto_SMS_Campaigns"],
        Mitto_User_Access: ["Mitto_SMS_Send"]
    });
    const editors = of("PermissionSet").filter(({ content }) =>
        (content.fieldPermissions ?? []).some(({ editable }) => editable[0] === "true")
    );
    assert.deepEqual(editors.map(({ path }) => path.match(/(\w+)\.permissionset/)[1]), ["Mitto_Admin"]);
});

test("every custom permission is granted by one, and asked for by Apex", () => {
    const apex = classes.map((name) => read(`force-app/main/default/classes/${name}.cls`)).join("\n");
    const granted = of("PermissionSet").flatMap(({ content }) => values(content, "customPermissions", "name"));
    const asked = new Set([...apex.matchAll(/may\('(\w+)'\)/g)].map(([, name]) => name));
    assert.deepEqual(asked, new Set(permissions));
    assert.deepEqual(new Set(granted), new Set(permissions));
});

test("actions, tabs and pages show components that are meant for them", () => {
    const exposed = (bundle, target) => {
        const { content } = all.find(({ path }) => path.endsWith(`/${bundle}/${bundle}.js-meta.xml`));
        return content.isExposed[0] === "true" && values(content, "targets", "target").includes(target);
    };
    for (const { path, content } of of("QuickAction")) {
        assert.ok(exposed(content.lightningWebComponent[0], "lightning__RecordAction"), path);
        assert.match(path, /\/(Lead|Contact|Campaign)\.Mitto_Send_SMS\./);
    }
    assert.equal(of("QuickAction").length, 3);
    for (const { path, content } of of("CustomTab")) {
        assert.ok(exposed(content.lwcComponent[0], "lightning__Tab"), path);
    }
    for (const { path, content } of of("FlexiPage")) {
        const shown = values(content, "flexiPageRegions", "itemInstances", "componentInstance", "componentName");
        const ours = shown.filter((name) => !name.includes(":"));
        assert.deepEqual(ours, ["mittoSendSms", "mittoSmsList"], path);
        ours.forEach((name) => assert.ok(exposed(name, "lightning__RecordPage"), `${path}: ${name}`));
    }
    assert.equal(of("FlexiPage").length, 3);
});

test("the settings' record fills the fields that there are, the needed ones with something", () => {
    const [{ content }] = of("CustomMetadata");
    const filled = new Map(content.values.map(({ field, value }) => [field[0], value[0]]));
    const stored = fields.filter((name) => name.startsWith("Mitto_SMS_Setting__mdt.")).map((name) => name.split(".")[1]);
    assert.deepEqual(new Set(filled.keys()), new Set(stored));
    for (const { path, content: field } of of("CustomField")) {
        if (path.includes("__mdt") && field.required[0] === "true") {
            assert.ok(filled.get(field.fullName[0])["#text"], path);
        }
    }
});

test("a field's file is named as the field", () => {
    for (const { path, content } of of("CustomField")) {
        assert.ok(path.endsWith(`/${content.fullName[0]}.field-meta.xml`), path);
        assert.ok(content.inlineHelpText === undefined || content.inlineHelpText[0].length <= 255, path);
    }
});

test("what components import exists", () => {
    const labels = new Set(values(of("CustomLabels")[0].content, "labels", "fullName"));
    const used = new Set();
    let apex = 0;
    for (const path of FILES.filter((file) => file.includes("/lwc/") && file.endsWith(".js") && !file.includes("__tests__"))) {
        const text = read(path);
        for (const [, module] of text.matchAll(/from "([^"]+)"/g)) {
            const [, scope, name] = module.match(/^@salesforce\/(\w+)\/(.+)$/) ?? [];
            if (scope === "label") {
                used.add(name.replace(/^c\./, ""));
            } else if (scope === "apex") {
                const [owner, method] = name.split(".");
                const source = read(`force-app/main/default/classes/${owner}.cls`);
                assert.match(source, new RegExp(`@AuraEnabled(\\(cacheable=true\\))?\\n    public static \\w+ ${method}\\(`), path);
                apex += 1;
            } else if (scope === "messageChannel") {
                assert.ok(names("messageChannels", ".messageChannel-meta.xml").includes(name.replace(/__c$/, "")), path);
            } else if (module.startsWith("c/")) {
                assert.ok(bundles.includes(module.slice(2)), `${path}: ${module}`);
            }
        }
    }
    assert.deepEqual(used, labels);
    assert.equal(apex, 6);
    for (const path of FILES.filter((file) => file.endsWith(".html"))) {
        for (const [, tag] of read(path).matchAll(/<c-([\w-]+)/g)) {
            assert.ok(bundles.includes(tag.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())), `${path}: ${tag}`);
        }
    }
});

test("each label is there in German", () => {
    const [{ content }] = of("Translations");
    const english = new Map(of("CustomLabels")[0].content.labels.map(({ fullName, value }) => [fullName[0], value[0]]));
    const german = new Map(content.customLabels.map(({ name, label }) => [name[0], label[0]]));
    assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
    const same = [...german].filter(([name, label]) => english.get(name) === label).map(([name]) => name);
    assert.deepEqual(same, ["Mitto_SMS_List"]);
});

test("Apex names custom fields and types that there are", () => {
    const known = new Set([...fields.map((name) => name.split(".")[1]), "Mitto_SMS_Setting__mdt"]);
    for (const path of FILES.filter((file) => /\.(cls|trigger)$/.test(file) && !file.includes("Test"))) {
        for (const [name] of read(path).matchAll(/\b\w+__(c|mdt)\b/g)) {
            assert.ok(known.has(name), `${path}: ${name}`);
        }
    }
});

test("the client app's parts belong to it, and its user to the callback's permission set", () => {
    const parts = all.filter(({ path }) => path.startsWith("callback-app/"));
    assert.equal(parts.length, 4);
    for (const { path, content } of parts.filter(({ type }) => type !== "ExternalClientApplication")) {
        assert.equal(content.externalClientApplication[0], "Mitto_SMS", path);
    }
    const [{ content }] = of("ExtlClntAppOauthConfigurablePolicies");
    const set = content.commaSeparatedPermissionSet[0];
    assert.ok(existsSync(join(ROOT, `force-app/main/default/permissionsets/${set}.permissionset-meta.xml`)));
});
