//! Turns the `.html` files into tables of steps, so that the element builds its tree node by node:
//! no markup is parsed in the page, which Trusted Types would forbid, and no data can become any.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// Elements without content.
const VOID: [&str; 3] = ["input", "br", "hr"];

fn main() {
    let out = env::var("OUT_DIR").unwrap_or_default();
    let mut code = String::new();
    for (file, name) in [("send-sms", "SEND_SMS"), ("action", "ACTION")] {
        let path = format!("html/{file}.html");
        println!("cargo::rerun-if-changed={path}");
        let result = fs::read_to_string(&path)
            .map_err(|why| why.to_string())
            .and_then(|html| steps(&html));
        match result {
            Ok(steps) => {
                let _ = writeln!(
                    code,
                    "/// {path}\npub(crate) const {name}: &[Step] = &[{steps}];"
                );
            }
            Err(why) => println!("cargo::error={path}: {why}"),
        }
    }
    if let Err(why) = fs::write(Path::new(&out).join("html.rs"), code) {
        println!("cargo::error={why}");
    }
}

/// The steps that build a piece of HTML. Strict: every attribute is quoted, every element closed.
fn steps(html: &str) -> Result<String, String> {
    let mut steps = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (text, next) = rest.split_at(end);
            // Blanks between elements are layout of the file, not text.
            if !text.trim().is_empty() {
                let _ = write!(steps, "Step::Text({:?}),", text.trim());
            }
            rest = next;
            continue;
        };
        let (tag, next) = tag.split_once('>').ok_or("a tag without end")?;
        rest = next;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            steps.push_str("Step::Close,");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let _ = write!(
            steps,
            "Step::Open({name:?}, &[{}]),",
            read_attributes(attributes)?
        );
        if VOID.contains(&name) {
            steps.push_str("Step::Close,");
        } else {
            open.push(name);
        }
    }
    match open.pop() {
        Some(name) => Err(format!("<{name}> is not closed")),
        None => Ok(steps),
    }
}

fn read_attributes(text: &str) -> Result<String, String> {
    let mut attributes = String::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, value) = rest
            .split_once("=\"")
            .ok_or(format!("attribute expected at {rest}"))?;
        let (value, next) = value
            .split_once('"')
            .ok_or(format!("{name} is not closed"))?;
        let _ = write!(attributes, "({:?}, {value:?}),", name.trim());
        rest = next.trim_start();
    }
    Ok(attributes)
}
