import { createRequire } from "node:module";
import jest from "eslint-plugin-jest";

const require = createRequire(import.meta.url);
const lwc = require("@salesforce/eslint-config-lwc");

export default [
    ...[lwc.configs.recommended].flat().map((config) => ({ ...config, files: ["force-app/**/lwc/**/*.js"] })),
    {
        files: ["force-app/**/__tests__/**/*.js"],
        ...jest.configs["flat/recommended"],
        linterOptions: { reportUnusedDisableDirectives: "error" },
        languageOptions: {
            ...jest.configs["flat/recommended"].languageOptions,
            globals: { ...jest.configs["flat/recommended"].languageOptions.globals, require: "readonly" }
        },
        rules: {
            ...jest.configs["flat/recommended"].rules,
            // A test stands in for the frame, so it speaks as a window does, and waits as a person does.
            "@lwc/lwc/no-async-operation": "off",
            "@lwc/lwc/no-unexpected-wire-adapter-usages": "off"
        }
    },
    { files: ["test/**/*.mjs"], languageOptions: { globals: { console: "readonly", process: "readonly" } } },
    { ignores: ["node_modules/**", "jest.config.js"] }
];
