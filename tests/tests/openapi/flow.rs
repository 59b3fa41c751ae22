//! As a flow does it: a client is generated from the description, and sends with an API key.

use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::client::SimulatorClient;
use mitto_tests::variable;
use serde_json::json;

use super::{folder, key, nobody, run, tool};

/// What uses the generated client. It says the id, and the status that it waited for.
const PROGRAM: &str = include_str!("flow.py");

#[tokio::test]
async fn a_generated_client_sends_an_sms_and_reads_its_status() {
    let admin = nobody().signed_in("role=admin&sub=flow-admin").await;
    let mobile = fresh_mobile();
    let lead = admin.lead(&mobile).await;
    let key = key(&admin, &json!(["send", "read"])).await;
    let folder = folder("flow");
    let file = folder.join("openapi.json");
    std::fs::write(&file, nobody().get("/openapi.json").await.expect(200).body).unwrap();
    // No programs that format what was generated.
    let config = folder.join("config.yml");
    std::fs::write(
        &config,
        "post_hooks: []\npackage_name_override: mitto_sms\n",
    )
    .unwrap();
    let mut generate = tool("openapi-python-client");
    generate
        .arg("generate")
        .arg("--path")
        .arg(&file)
        .arg("--config")
        .arg(&config);
    generate.args(["--meta", "none", "--output-path"]);
    run(generate.arg(folder.join("mitto_sms")));
    let program = folder.join("flow.py");
    std::fs::write(&program, PROGRAM).unwrap();
    let said = run(tool("python")
        .arg(&program)
        .args([&variable("MITTO_BASE_URL"), &lead])
        .env("MITTO_API_KEY", &key));
    assert!(said.contains("DELIVERED"), "{said}");
    let id = said.split_whitespace().next().unwrap();
    let record = admin.sms(id).await;
    assert_eq!(
        (record.to.as_str(), record.text.as_str()),
        (mobile.as_str(), "Hello Ada")
    );
    let gateway = SimulatorClient::new(&variable("MITTO_SIMULATOR_URL"));
    assert_eq!(
        gateway.messages(&mobile).await.len(),
        1,
        "asked twice, sent once"
    );
    std::fs::remove_dir_all(folder).unwrap();
}
