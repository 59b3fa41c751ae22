//! The custom elements: wasm, its JS side, and our shim with its styles and markup, bundled into one module. There are
//! four such bundles of one crate, because a record page must not download the app, nor what it does not show.
//!
//! What a shim, `web-component/js/mitto-sms.js` for one, can rely on. It is bundled from a copy that lies beside the
//! generated code, so it imports `glue/mitto-sms.js` (made by wasm-bindgen for the web, without a default place for the
//! wasm), `css/….css` (a string, minified) and `html/….html` (a string, without the white space between lines of tags). The constant
//! `MITTO_WASM_URL` is where the wasm lies, relative to the module: `new URL(MITTO_WASM_URL, import.meta.url)`; `MITTO_LANGUAGES`
//! lists the languages with a message file beside it. And
//! `MITTO_PACKAGED` says whether the module is for somebody else's bundler, so that it did not come from the Worker. A bundle
//! that is loaded when it is needed stays a module of its own: `import("./mitto-sms-list.js")`.

use std::path::{Path, PathBuf};

use super::flags;
use super::shrink::{Sent, put_in_order, shrink};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::{Step, command};
use crate::setup::Tools;

/// A module with its wasm.
#[derive(Debug)]
pub(super) struct Bundle {
    /// What it is called while it is made.
    pub(super) what: &'static str,
    /// The name of its module and of its wasm.
    pub(super) name: &'static str,
    /// The feature of the crate that it is.
    feature: &'static str,
    /// Its shim, below `web-component/js`.
    shim: &'static str,
}

/// Where a module comes from, once it is in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// From the Worker, which is then where the API is.
    Worker,
    /// From a package; the page says where the Worker is.
    Package,
}

/// `<mitto-send-sms>` and the plain functions.
pub(super) const ELEMENT: Bundle = Bundle {
    what: "element",
    name: "mitto-sms",
    feature: "send-sms",
    shim: "mitto-sms.js",
};

/// `<mitto-sms-list>`.
pub(super) const LIST: Bundle = Bundle {
    what: "list",
    name: "mitto-sms-list",
    feature: "sms-list",
    shim: "list/mitto-sms-list.js",
};

/// What `<mitto-send-sms>` loads on a campaign.
pub(super) const CAMPAIGN: Bundle = Bundle {
    what: "campaign",
    name: "mitto-sms-campaign",
    feature: "campaign",
    shim: "campaign/mitto-sms-campaign.js",
};

/// The pages of the app.
pub(super) const APP: Bundle = Bundle {
    what: "app",
    name: "mitto-sms-app",
    feature: "app",
    shim: "app/mitto-sms-app.js",
};

impl Bundle {
    /// The module to be imported.
    pub(super) fn script(&self) -> PathBuf {
        paths::dist().join(format!("{}.js", self.name))
    }

    /// The wasm that the module loads.
    pub(super) fn wasm(&self) -> PathBuf {
        paths::dist().join(self.wasm_name())
    }

    pub(super) fn wasm_name(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }

    /// Where copies of our sources meet the generated code.
    fn stage(&self) -> PathBuf {
        paths::work().join(self.what)
    }

    /// Compiles and bundles it into `dist/`.
    pub(super) fn build(&self, tools: &Tools) -> Result<()> {
        let root = paths::root();
        let stage = self.stage();
        paths::remove(&stage)?;

        let step = Step::begin(format!("{}: compile", self.what));
        step.run(
            command("cargo", &root)
                .args([
                    "rustc",
                    "--quiet",
                    "--release",
                    "--lib",
                    flags::WHOLE,
                    "--package=mitto-web-component",
                    "--target=wasm32-unknown-unknown",
                    "--no-default-features",
                ])
                .env(flags::VARIABLE, flags::all())
                .arg(format!("--features={}", self.feature)),
        )?;
        step.done();

        let step = Step::begin(format!("{}: bind", self.what));
        let compiled =
            paths::target().join("wasm32-unknown-unknown/release/mitto_web_component.wasm");
        step.run(
            command(&tools.wasm_bindgen, &root)
                .args(["--target=web", "--no-typescript"])
                .arg(format!("--out-name={}", self.name))
                // Ours to say: it differs between `dist/` and the hashed file of the site.
                .arg("--omit-default-module-path")
                .arg("--out-dir")
                .arg(stage.join("glue"))
                .arg(compiled),
        )?;
        let glue = stage.join("glue").join(format!("{}.js", self.name));
        with_plain_imports(&glue, &stage.join("glue").join(self.wasm_name()))?;
        paths::write(&glue, without_old_browsers(&paths::read(&glue)?))?;
        step.done();

        let step = Step::begin(format!("{}: shrink", self.what));
        paths::make(&paths::dist())?;
        shrink(
            &step,
            &stage.join("glue").join(self.wasm_name()),
            &self.wasm(),
        )?;
        put_in_order(&step, &self.wasm(), Sent::Brotli)?;
        step.done();

        let step = Step::begin(format!("{}: bundle", self.what));
        stage_sources(&step, &stage)?;
        let wasm_url = format!("./{}", self.wasm_name());
        self.bundle(&step, &wasm_url, Origin::Worker, &self.script())?;
        step.done();
        Ok(())
    }

    /// Bundles the staged shim into one module that finds its wasm at `wasm_url`, relative to itself.
    pub(super) fn bundle(
        &self,
        step: &Step,
        wasm_url: &str,
        origin: Origin,
        to: &Path,
    ) -> Result<()> {
        let shim = self.stage().join("js").join(self.shim);
        if !shim.is_file() {
            return Err(Error::Malformed {
                what: format!("web-component/js/{}", self.shim),
                why: "the module that the bundle starts from is missing".to_owned(),
            });
        }
        step.run(
            command(paths::npm_bin().join("esbuild"), &self.stage())
                .arg(shim)
                .args(["--bundle", "--format=esm", "--minify", "--charset=utf8"])
                .args([
                    "--target=es2022",
                    "--legal-comments=none",
                    "--log-level=warning",
                ])
                .args(["--loader:.css=text", "--loader:.html=text"])
                // What wasm-bindgen writes for servers that give a wrong type and for `using`: nothing here needs it.
                .args(["--drop:console", "--define:Symbol.dispose=undefined"])
                .args([LIST.name, CAMPAIGN.name].map(|name| format!("--external:./{name}.js")))
                .arg(format!("--define:MITTO_WASM_URL=\"{wasm_url}\""))
                .arg(super::languages::constant()?)
                .arg(format!(
                    "--define:MITTO_PACKAGED={}",
                    origin == Origin::Package
                ))
                .arg(format!("--outfile={}", to.display())),
        )?;
        paths::write(to, with_short_names(&paths::read(to)?))
    }
}

/// Gives the imports of the wasm numbers instead of names that end with a hash. Nobody reads either; but what is random
/// cannot be compressed, and stands in both files: 0.6 kB. A number is made as long as the name, so that nothing in the
/// wasm moves.
fn with_plain_imports(glue: &Path, wasm: &Path) -> Result<()> {
    let mut script = paths::read(glue)?;
    let mut bytes = std::fs::read(wasm).map_err(Error::file(wasm))?;
    for (at, name) in hashed_names(&script).into_iter().enumerate() {
        let number = format!("_{at:0>digits$}", digits = name.len() - 1);
        script = script.replace(&name, &number);
        let places: Vec<usize> = bytes
            .windows(name.len())
            .enumerate()
            .filter(|(_, window)| *window == name.as_bytes())
            .map(|(place, _)| place)
            .collect();
        for place in places {
            if let Some(there) = bytes.get_mut(place..place + name.len()) {
                there.copy_from_slice(number.as_bytes());
            }
        }
    }
    paths::write(glue, script)?;
    std::fs::write(wasm, bytes).map_err(Error::file(wasm))
}

/// What wasm-bindgen writes for browsers that are older than any our styles work in, and what stands for it. Where it
/// writes something else one day, the module is a little larger.
const OLD_BROWSERS: [(&str, &str); 3] = [
    (
        "(typeof FinalizationRegistry === 'undefined')\n    ? { register: () => {}, unregister: () => {} }\n    : new",
        "new",
    ),
    ("if (!('encodeInto' in cachedTextEncoder))", "if (false)"),
    (
        "cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || \
         (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0?.buffer !== wasm.memory.buffer",
    ),
];

fn without_old_browsers(glue: &str) -> String {
    let glue = glue.to_owned();
    let replaced = |glue: String, (old, new): &(&str, &str)| glue.replace(old, new);
    OLD_BROWSERS.iter().fold(glue, replaced)
}

/// Digits of a hash.
const HASH: usize = 16;

/// The names of imports that end with a hash, each once.
fn hashed_names(script: &str) -> Vec<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for word in script.split(|c| !inside(c)) {
        let hash = word.rsplit('_').next().unwrap_or_default();
        let is_hash = hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if word.starts_with("__wb") && is_hash && !names.iter().any(|known| known == word) {
            names.push(word.to_owned());
        }
    }
    names
}

/// The module with its private custom properties, `--_surface` and so on, as `--_a`, `--_b`: each stands in many rules.
fn with_short_names(module: &str) -> String {
    const PRIVATE: &str = "--_";
    let mut pieces = module.split(PRIVATE);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    let mut names = Vec::new();
    for piece in pieces {
        let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let (name, rest) = piece.split_at(piece.find(|c| !inside(c)).unwrap_or(piece.len()));
        let number = names.iter().position(|known| *known == name);
        let number = number.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        text.push_str(PRIVATE);
        text.push_str(&letters(number));
        text.push_str(rest);
    }
    text
}

/// 0 is `a`, 25 is `z`, 26 is `aa`.
fn letters(number: usize) -> String {
    let more = number / 26;
    let mut text = more.checked_sub(1).map(letters).unwrap_or_default();
    text.extend(('a'..='z').nth(number % 26));
    text
}

/// Copies the hand-written sources beside the generated ones, the style sheets minified.
fn stage_sources(step: &Step, stage: &Path) -> Result<()> {
    let crate_dir = paths::root().join("web-component");
    for folder in ["js", "html"] {
        let from = crate_dir.join(folder);
        for file in paths::files(&from)? {
            let Ok(name) = file.strip_prefix(&crate_dir) else {
                continue;
            };
            if folder == "html" {
                paths::write(&stage.join(name), without_layout(&paths::read(&file)?))?;
            } else {
                paths::copy(&file, &stage.join(name))?;
            }
        }
    }
    let styles = paths::files(&crate_dir.join("css"))?;
    if styles.is_empty() {
        return Ok(());
    }
    // As text, esbuild takes a style sheet as it is; so it is minified before.
    step.run(
        command(paths::npm_bin().join("esbuild"), &crate_dir)
            .args(styles)
            .args(["--minify", "--charset=utf8", "--log-level=warning"])
            .arg(format!("--outbase={}", crate_dir.join("css").display()))
            .arg(format!("--outdir={}", stage.join("css").display())),
    )
    .map(|_| ())
}

/// Markup without the white space that only lays out its source: what stands between two tags on two lines.
fn without_layout(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for line in html.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !(text.is_empty() || text.ends_with('>') && line.starts_with('<')) {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{hashed_names, letters, with_short_names, without_layout};

    #[test]
    fn private_names_are_short_and_stay_apart() {
        assert_eq!(
            with_short_names(
                "--_line: 1; --_line-soft: var(--_line, var(--mitto-line)); x--; a{--_b2:0}"
            ),
            "--_a: 1; --_b: var(--_a, var(--mitto-line)); x--; a{--_c:0}"
        );
        let names: Vec<String> = [0, 25, 26, 27, 701, 702].map(letters).into();
        assert_eq!(names, ["a", "z", "aa", "ab", "zz", "aaa"]);
    }

    #[test]
    fn names_with_a_hash_are_found_once() {
        let script = "__wbg_text_2484e23c1c1d4cab: f, __wbindgen_export2, __wbg_text_2484e23c1c1d4cab(), \
            __wbg___wbindgen_throw_4c88d8bf264fd984, other_4c88d8bf264fd984";
        assert_eq!(
            hashed_names(script),
            [
                "__wbg_text_2484e23c1c1d4cab",
                "__wbg___wbindgen_throw_4c88d8bf264fd984"
            ]
        );
    }

    #[test]
    fn layout_goes_and_text_stays() {
        let html =
            "<p>\n  <b class=\"a  b\"> Hi </b>\n  <i\n    id=\"x\">\n  two\n  words</i>\n\n</p>\n";
        assert_eq!(
            without_layout(html),
            "<p><b class=\"a  b\"> Hi </b><i\nid=\"x\">\ntwo\nwords</i></p>"
        );
    }
}
