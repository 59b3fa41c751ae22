//! What the Worker serves: the modules, their wasm under names that change with their content, the app's one page, and
//! the headers.

use super::element::{APP, Bundle, CAMPAIGN, ELEMENT, LIST, Origin};
use super::{Variant, languages, openapi};
use std::path::Path;

use crate::error::{Error, Result};
use crate::paths;
use crate::run::Step;
use crate::stamp::{self, Hash};

/// Types, caching and who may load what.
const HEADERS: &str = include_str!("headers.txt");
/// The same for the sample pages.
const SAMPLE_HEADERS: &str = include_str!("headers-sample.txt");

/// The app's one page; which of its pages is shown, its module decides.
const INDEX: &str = "index.html";
/// What that page loads besides.
const BESIDE: [&str; 2] = ["index.css", "icon.svg"];

/// Makes the variant's `site/` from the built modules, if it is not there already.
pub(super) fn assemble(variant: Variant) -> Result<()> {
    let site = variant.site();
    let samples = paths::root().join("web-component/sample");
    let sources = paths::root().join("web-component");
    let framed = sources.join("embed");
    let index = sources.join(INDEX);
    let bundles = [&ELEMENT, &LIST, &CAMPAIGN, &APP];
    let mut inputs: Vec<_> = bundles
        .iter()
        .flat_map(|bundle| [bundle.script(), bundle.wasm()])
        .collect();
    let languages = languages::names()?;
    inputs.extend(languages.iter().map(|name| languages::file(name)));
    inputs.push(index.clone());
    inputs.push(framed.clone());
    inputs.push(openapi::file());
    inputs.extend(BESIDE.map(|name| sources.join(name)));
    let mut headers = HEADERS.to_owned();
    headers.push_str(&languages::headers()?);
    if variant == Variant::Development {
        inputs.push(samples.clone());
        headers.push_str(SAMPLE_HEADERS);
    }
    let want = Hash::new()
        .with(stamp::of(&inputs)?.as_bytes())
        .with(headers.as_bytes())
        .hex();
    let marker = paths::work().join(match variant {
        Variant::Release => "site.stamp",
        Variant::Development => "site-development.stamp",
    });
    if stamp::holds(&marker, &want) && site.is_dir() {
        return Ok(());
    }
    let step = Step::begin(match variant {
        Variant::Release => "site",
        Variant::Development => "site (development)",
    });
    paths::remove(&site)?;
    for bundle in bundles {
        serve(&step, bundle, &site)?;
    }
    let page = std::fs::read_to_string(&index).map_err(Error::file(&index))?;
    paths::write(&site.join(INDEX), for_variant(&page, variant))?;
    for name in BESIDE {
        paths::copy(&sources.join(name), &site.join(name))?;
    }
    paths::copy(&openapi::file(), &site.join("openapi.json"))?;
    for name in &languages {
        let file = languages::file_name(name);
        paths::copy(&languages::file(name), &site.join(file))?;
    }
    copy_all(&framed, &site.join("framed"))?;
    if variant == Variant::Development {
        copy_all(&samples, &site.join("sample"))?;
    }
    paths::write(&site.join("_headers"), headers)?;
    paths::write(&marker, want)?;
    step.done();
    Ok(())
}

/// Puts the files of a folder into the site.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in paths::files(from)? {
        if let Ok(name) = file.strip_prefix(from) {
            paths::copy(&file, &to.join(name))?;
        }
    }
    Ok(())
}

/// Puts a module and its wasm into the site.
fn serve(step: &Step, bundle: &Bundle, site: &Path) -> Result<()> {
    let wasm = bundle.wasm();
    let bytes = std::fs::read(&wasm).map_err(Error::file(&wasm))?;
    let mut hash = Hash::new().with(&bytes).hex();
    hash.truncate(8);
    let hashed = format!("assets/{}-{hash}.wasm", bundle.name);
    paths::copy(&wasm, &site.join(&hashed))?;
    let script = site.join(format!("{}.js", bundle.name));
    bundle.bundle(step, &format!("./{hashed}"), Origin::Worker, &script)
}

/// The app's page. In development its tokens come from the token endpoint: whoever opens it is an admin.
fn for_variant(page: &str, variant: Variant) -> String {
    match variant {
        Variant::Release => page.to_owned(),
        Variant::Development => page.replace(
            "<mitto-sms-app>",
            "<mitto-sms-app token-url=\"/dev/token?role=admin&amp;sub=dev-admin\">",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_development_page_hands_out_tokens() {
        let page = "<body><mitto-sms-app></mitto-sms-app></body>";
        assert_eq!(for_variant(page, Variant::Release), page);
        assert!(for_variant(page, Variant::Development).contains("token-url=\"/dev/token?"));
    }
}
