//! The golden vectors, counted and cut by the Worker's own WebAssembly.

use std::path::Path;

use serde_json::Value;

use super::nobody;

#[tokio::test]
async fn the_worker_counts_every_golden_text_as_3gpp_has_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/data/segments.json");
    let rows: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    // We send CRLF as LF, so its one row with CRLF has one character less (core/tests/data/README.md).
    let rows: Vec<&Value> = rows
        .iter()
        .filter(|row| !row["text"].as_str().unwrap().contains('\r'))
        .collect();
    assert!(rows.len() > 590);
    let texts: Vec<&Value> = rows.iter().map(|row| &row["text"]).collect();
    let answer = nobody()
        .call("POST", "/dev/count", &serde_json::json!(texts))
        .await
        .expect(200);
    let counted: Vec<Value> = answer.json();
    for (row, counted) in rows.iter().zip(&counted) {
        let text = row["text"].as_str().unwrap();
        assert_eq!(counted["encoding"], row["encoding"], "{text:?}");
        assert_eq!(counted["units"], row["units"], "{text:?}");
        if !text.is_empty() {
            assert_eq!(counted["segments"], row["segments"], "{text:?}");
            assert_eq!(
                counted["unitsPerSegment"], row["per_segment_units"],
                "{text:?}"
            );
            let split: Vec<&str> = counted["split"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one.as_str().unwrap())
                .collect();
            assert_eq!(split.concat(), text);
        }
    }
}
