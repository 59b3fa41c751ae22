// There is no Apex compiler outside Salesforce. Here each class is parsed, its types are checked against those of the
// platform where there is Java, and what it says of the Worker is held to the Worker's own source.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ApexParserFactory, ThrowingErrorListener } from "@apexdevtools/apex-parser";
import { FILES, PACKAGES, REPOSITORY, ROOT, read } from "./files.mjs";

const APEX = FILES.filter((path) => /\.(cls|trigger)$/.test(path));
const source = (name) => read(`force-app/main/default/classes/${name}.cls`);
const core = (path) => readFileSync(join(REPOSITORY, "core/src", path), "utf8");

function parse(text, isTrigger) {
    const parser = ApexParserFactory.createParser(text);
    parser.removeErrorListeners();
    parser.addErrorListener(new ThrowingErrorListener());
    return isTrigger ? parser.triggerUnit() : parser.compilationUnit();
}

test("each class and trigger parses", () => {
    assert.ok(APEX.length > 18);
    for (const path of APEX) {
        try {
            parse(read(path), path.endsWith(".trigger"));
        } catch (error) {
            assert.fail(`${path}: ${error.message}`);
        }
    }
    assert.throws(() => parse("public class A { void b() { c( } }", false));
});

const JAVA = spawnSync("java", ["-version"]).status === 0;

/** What apex-ls finds wrong with a project. */
function issues(folder) {
    const jars = join(ROOT, "node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib/*");
    const run = spawnSync(
        "java",
        ["-cp", jars, "io.github.apexdevtools.apexls.CheckForIssues", "-n", "-d", "warnings", "-w", folder],
        { encoding: "utf8" }
    );
    return `${run.stdout}${run.stderr}`.trim();
}

test("the types are right", { skip: JAVA ? false : "no java: types are not checked" }, () => {
    const folder = mkdtempSync(join(tmpdir(), "mitto-apex-"));
    try {
        for (const name of [...PACKAGES, "sfdx-project.json"]) {
            cpSync(join(ROOT, name), join(folder, name), { recursive: true });
        }
        // One class that is wrong in two ways, so that the check is seen to be awake.
        const broken = join(folder, "force-app/main/default/classes/Broken.cls");
        writeFileSync(
            broken,
            `public class Broken {
                Blob one = Crypto.signWithCertificat('RSA-SHA256', null, 'x');
                String two = MittoSettings.get().nothing;
            }`
        );
        writeFileSync(`${broken}-meta.xml`, read("force-app/main/default/classes/MittoToken.cls-meta.xml"));
        const found = issues(folder);
        assert.match(found, /signWithCertificat\b/);
        assert.match(found, /nothing/);
        const others = found.split("\n").filter((line) => line.includes(folder) && !line.startsWith(broken));
        assert.deepEqual(others, [], found);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});

test("each Apex test says something", () => {
    const tests = APEX.filter((path) => path.endsWith("Test.cls")).map((path) => read(path));
    const methods = tests.flatMap((text) => text.split("@IsTest\n    static").slice(1));
    assert.ok(methods.length > 20);
    for (const method of methods) {
        assert.match(method, /Assert\./, method.slice(0, 80));
    }
});

test("each class says whose sharing holds, and those without any are these", () => {
    const open = APEX.filter((path) => /^(public|global) (abstract )?without sharing class/m.test(read(path)));
    assert.deepEqual(
        open.map((path) => path.split("/").at(-1)),
        [
            "MittoCampaignLeavers.cls",
            "MittoCampaignMembers.cls",
            "MittoConversionJob.cls",
            "MittoOptOut.cls",
            "MittoOptOutBox.cls",
            "MittoOptOutJob.cls",
            "MittoTellingJob.cls"
        ]
    );
    for (const path of APEX.filter((file) => file.endsWith(".cls") && !/(Test|TestKit|Exception)\.cls$/.test(file))) {
        assert.match(read(path), /^(public|global) (abstract )?(with|without|inherited) sharing class/m, path);
        assert.match(read(path), /^\/\*\*/, path);
    }
});

test("templates may name what a record is sent with", { skip: existsSync(join(REPOSITORY, "core")) ? false : "no core" }, () => {
    const catalogue = [...core("template/fields.rs").matchAll(/^ {4}(?:phone\()?(both|lead|contact)\("(\w+)"/gm)];
    assert.ok(catalogue.length > 30);
    const text = source("MittoRecord");
    const listed = (name) =>
        [...text.match(new RegExp(`${name} = new List<String>\\{([^}]*)\\}`))[1].matchAll(/'(\w+)'/g)].map(([, field]) => field);
    const of = (kind) => catalogue.filter(([, owner]) => owner === kind).map(([, , field]) => field);
    assert.deepEqual(listed("SHARED"), of("both"));
    assert.deepEqual(listed("OF_LEAD"), of("lead"));
    // The account's name is the one field that comes from another object.
    assert.deepEqual(listed("OF_CONTACT").concat("AccountName").sort(), of("contact").sort());
    assert.match(text, /put\('AccountName'/);
});

test("the Worker has each address that is called, and each word that is looked for", () => {
    const routes = [...core("api/route/table.rs").matchAll(/\((Get|Post|Put|Patch|Delete), "([^"]+)"/g)].map(
        ([, method, path]) => `${method.toUpperCase()} ${path}`
    );
    // Method, what the address begins and ends with, and where.
    for (const [route, name, words] of [
        ["POST /api/sms", "MittoSendSms", ["sendOnce(", "'/api/sms'"]],
        ["GET /api/setup", "MittoSession", ["MittoWorker.get('/api/setup'"]],
        ["POST /api/leads/{id}/convert", "MittoConversionJob", ["'/api/leads/'", "'/convert'", "'contactId'"]],
        ["PATCH /api/leads/{id}", "MittoOptOutJob", ["'PATCH', record.path()"]],
        ["PATCH /api/contacts/{id}", "MittoRecord", ["'/api/' + objectName + 's/' + recordId"]],
        ["PUT /api/campaigns/{id}", "MittoCampaignMembers", ["'/api/campaigns/'", "'PUT', path(campaignId)"]],
        ["POST /api/campaigns/{id}/members", "MittoCampaignMembers", ["sendLines(path(campaignId) + '/members'"]],
        ["GET /api/campaigns/{id}/members", "MittoCampaignLeavers", ["'/members?limit='", "'&cursor='"]],
        ["DELETE /api/campaigns/{id}/leads/{member}", "MittoCampaignLeavers", ["path + '/' + listed.get(recordId) + 's/' + recordId"]],
        ["DELETE /api/campaigns/{id}/contacts/{member}", "MittoCampaignLeavers", ["MittoWorker.remove("]]
    ]) {
        assert.ok(routes.includes(route), route);
        words.forEach((word) => assert.ok(source(name).includes(word), `${name}: ${word}`));
    }
    const codes = core("api/code.rs");
    const looked = new Set(
        [...source("MittoSendJob").match(/SKIPPED = new Set<String>\{([^}]*)\}/)[1].matchAll(/'([\w-]+)'/g)].map(([, code]) => code)
    );
    for (const code of [...looked, "in-progress", "opted-out", "no-mobile", "invalid-field"]) {
        assert.ok(codes.includes(`"${code}"`), code);
    }
});

test("the claims are those that the Worker reads", () => {
    const claims = core("session/claims.rs");
    const token = source("MittoToken");
    for (const claim of ["sub", "iss", "aud", "iat", "exp", "role", "record", "adHoc"]) {
        assert.ok(token.includes(`'${claim}'`), claim);
        assert.ok(claims.includes(`"${claim}"`), claim);
    }
    const [, life] = token.match(/LIFE = (\d+);/);
    assert.ok(Number(life) <= 12 * 60 * 60);
});

test("the README tells the call that the Worker makes as Apex takes it", () => {
    const readme = read("README.md");
    const apex = source("MittoOptOut");
    const [, path] = apex.match(/urlMapping='([^']+)'/);
    assert.ok(readme.includes(`POST {instance_url}/services/apexrest${path}`), path);
    for (const member of ["changes", "id", "recordId", "optedOut", "at"]) {
        assert.ok(apex.includes(`'${member}'`), member);
        assert.ok(readme.includes(`"${member}"`), member);
    }
    for (const [, result] of apex.matchAll(/result\(change, (?:why == null \? )?'([\w-]+)'/g)) {
        assert.ok(readme.includes(`\`${result}\``), result);
    }
    const [, most] = apex.match(/MOST = (\d+);/);
    assert.ok(readme.includes(`1 to ${most}`));
    if (existsSync(join(REPOSITORY, "core"))) {
        const worker = core("salesforce.rs");
        assert.ok(worker.includes(`"/services/apexrest${path}"`) && worker.includes(`MOST: u32 = ${most};`));
    }
});
