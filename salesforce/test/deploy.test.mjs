// What `sf project deploy start` would send: the CLI's own library converts the project, with the replacements.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { join } from "node:path";
import { FILES, ROOT } from "./files.mjs";

const require = createRequire(import.meta.url);
const { ComponentSet, MetadataConverter } = require("@salesforce/source-deploy-retrieve");
const JSZip = require("jszip");

/** What the README's commands set, each for its own directory. */
const WORKER_URL = "https://sms.example.com";
const ENVIRONMENTS = {
    "force-app": { MITTO_WORKER_URL: WORKER_URL },
    "record-pages": {},
    german: {},
    "callback-app": { MITTO_CONTACT_EMAIL: "crm@example.com", MITTO_WORKER_CERTIFICATE: "-----BEGIN CERTIFICATE-----" }
};

/** The zip of a package directory, by file. */
async function deployed(name, environment = ENVIRONMENTS[name]) {
    process.chdir(ROOT);
    for (const variable of Object.values(ENVIRONMENTS).flatMap(Object.keys)) {
        delete process.env[variable];
    }
    Object.assign(process.env, environment);
    const set = ComponentSet.fromSource(join(ROOT, name));
    set.projectDirectory = ROOT;
    set.sourceApiVersion = "65.0";
    const { zipBuffer } = await new MetadataConverter().convert(set, "metadata", { type: "zip" });
    const zip = await JSZip.loadAsync(zipBuffer);
    const files = new Map();
    for (const [path, file] of Object.entries(zip.files)) {
        if (!file.dir) {
            files.set(path, await file.async("string"));
        }
    }
    return { set, files };
}

test("everything in force-app is sent, but for the tests of components", async () => {
    const { set, files } = await deployed("force-app");
    const known = new Set([...set.getSourceComponents()].flatMap((part) => [...part.walkContent(), part.xml].filter(Boolean)));
    for (const path of FILES.filter((file) => file.startsWith("force-app/") && !file.includes("__tests__"))) {
        assert.ok(known.has(join(ROOT, path)), path);
    }
    const sent = [...files.keys()];
    assert.deepEqual(sent.filter((path) => path.includes("__tests__")), []);
    assert.ok(sent.includes("classes/MittoSession.cls"));
    assert.ok(sent.includes("lwc/mittoFrame/mittoFrame.html"));
    assert.match(files.get("package.xml"), /<version>65\.0<\/version>/);
    // The box is a field of a standard object, sent as a part of it.
    assert.match(files.get("objects/Lead.object"), /<fullName>Mitto_SMS_Opt_Out__c<\/fullName>/);
});

test("the Worker's address goes to the three places that need it", async () => {
    const { files } = await deployed("force-app");
    const told = ([path, text]) => !/^(classes|objects)\//.test(path) && text.includes(WORKER_URL);
    const holding = [...files].filter(told).map(([path]) => path);
    assert.deepEqual(holding.sort(), [
        "cspTrustedSites/Mitto_SMS.cspTrustedSite",
        "customMetadata/Mitto_SMS_Setting.Default.md",
        "namedCredentials/Mitto_SMS.namedCredential"
    ]);
    const left = [...files].filter(([path, text]) => !path.startsWith("classes/") && text.includes("YOUR-WORKER"));
    assert.deepEqual(left, []);
});

test("without what it needs nothing is sent", async () => {
    await assert.rejects(deployed("force-app", {}), /MITTO_WORKER_URL/);
    await assert.rejects(deployed("callback-app", { MITTO_CONTACT_EMAIL: "crm@example.com" }), /MITTO_WORKER_CERTIFICATE/);
});

test("the pages, the German labels and the client app are sent apart", async () => {
    const pages = await deployed("record-pages");
    assert.deepEqual([...pages.files.keys()].sort(), [
        "flexipages/Mitto_SMS_Campaign.flexipage",
        "flexipages/Mitto_SMS_Contact.flexipage",
        "flexipages/Mitto_SMS_Lead.flexipage",
        "package.xml"
    ]);
    const german = await deployed("german");
    assert.deepEqual([...german.files.keys()].sort(), ["package.xml", "translations/de.translation"]);
    const app = await deployed("callback-app");
    assert.deepEqual([...app.files.keys()].sort(), [
        "externalClientApps/Mitto_SMS.eca",
        "extlClntAppGlobalOauthSets/Mitto_SMS.ecaGlblOauth",
        "extlClntAppOauthPolicies/Mitto_SMS.ecaOauthPlcy",
        "extlClntAppOauthSettings/Mitto_SMS.ecaOauth",
        "package.xml"
    ]);
    assert.match(app.files.get("externalClientApps/Mitto_SMS.eca"), /crm@example\.com/);
    assert.match(app.files.get("extlClntAppGlobalOauthSets/Mitto_SMS.ecaGlblOauth"), /BEGIN CERTIFICATE/);
});
