//! The message files of the elements: one a language, beside the modules.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::paths;

/// The languages that there are files for, `de`; English is in the modules.
pub(super) fn names() -> Result<Vec<String>> {
    let files = paths::files(&paths::root().join("web-component/languages"))?;
    let stem = |file: PathBuf| Some(file.file_stem()?.to_str()?.to_owned());
    let mut names: Vec<String> = files.into_iter().filter_map(stem).collect();
    names.sort();
    Ok(names)
}

/// What a file is called where it is served.
pub(super) fn file_name(language: &str) -> String {
    format!("mitto-sms.{language}.json")
}

/// The file in `dist/`.
pub(super) fn file(language: &str) -> PathBuf {
    paths::dist().join(file_name(language))
}

/// As a constant of the modules.
pub(super) fn constant() -> Result<String> {
    let names = names()?;
    Ok(format!("--define:MITTO_LANGUAGES={}", list(&names)))
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("[{}]", quoted.join(","))
}

/// Puts the files into `dist/`, without the white space that is for whoever writes them.
pub(super) fn build() -> Result<()> {
    for name in names()? {
        let source = paths::root().join(format!("web-component/languages/{name}.json"));
        let file: serde_json::Value =
            serde_json::from_str(&paths::read(&source)?).map_err(|why| Error::Malformed {
                what: source.display().to_string(),
                why: why.to_string(),
            })?;
        paths::write(&self::file(&name), file.to_string())?;
    }
    Ok(())
}

/// Pages of other origins ask for them too.
pub(super) fn headers() -> Result<String> {
    let rule = |name: &String| {
        format!(
            "/{}\n  Access-Control-Allow-Origin: *\n  Cross-Origin-Resource-Policy: cross-origin\n  \
             Cache-Control: public, max-age=0, must-revalidate\n",
            file_name(name)
        )
    };
    Ok(names()?.iter().map(rule).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_a_list_in_javascript() {
        assert_eq!(list(&["de".to_owned(), "fr".to_owned()]), "[\"de\",\"fr\"]");
        assert_eq!(list(&[]), "[]");
        assert!(names().unwrap().contains(&"de".to_owned()));
    }
}
