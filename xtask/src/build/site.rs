//! What the Worker serves: the module, its wasm under a name that changes with its content, and the headers.

use super::{Variant, element};
use crate::error::{Error, Result};
use crate::paths;
use crate::run::Step;
use crate::stamp::{self, Hash};

/// Types, caching and who may load what.
const HEADERS: &str = include_str!("headers.txt");
/// The same for the sample pages.
const SAMPLE_HEADERS: &str = include_str!("headers-sample.txt");

/// Makes the variant's `site/` from the built element, if it is not there already.
pub(super) fn assemble(variant: Variant) -> Result<()> {
    let site = variant.site();
    let samples = paths::root().join("web-component/sample");
    let mut inputs = vec![element::script(), element::wasm()];
    let mut headers = HEADERS.to_owned();
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
    let wasm = element::wasm();
    let bytes = std::fs::read(&wasm).map_err(Error::file(&wasm))?;
    let mut hash = Hash::new().with(&bytes).hex();
    hash.truncate(8);
    let hashed = format!("assets/mitto-sms-{hash}.wasm");

    paths::remove(&site)?;
    paths::copy(&wasm, &site.join(&hashed))?;
    element::bundle(&step, &format!("./{hashed}"), &site.join("mitto-sms.js"))?;
    if variant == Variant::Development {
        for file in paths::files(&samples)? {
            if let Ok(name) = file.strip_prefix(&samples) {
                paths::copy(&file, &site.join("sample").join(name))?;
            }
        }
    }
    paths::write(&site.join("_headers"), headers)?;
    paths::write(&marker, want)?;
    step.done();
    Ok(())
}
