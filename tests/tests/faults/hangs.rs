//! A database that does not answer.

use mitto_core::api::CallbackHealth;

use super::*;

/// Reports that come with one whose storing hangs are stored, and so is that one, by way of the queue, before its storing ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_storing_that_hangs_holds_up_no_report_and_stores_none_twice() {
    const OTHERS: u32 = 40;
    let place = Place::open("hangs").await;
    let setup: Value = place.admin.get("/api/setup").await.expect(200).json();
    let url = setup["callback"]["delivery"].as_str().unwrap();
    let path = format!("/callback/{}", url.split("/callback/").nth(1).unwrap());
    let report = |number: u32| {
        let (nobody, path) = (place.nobody.clone(), path.clone());
        let report = json!({"id": format!("hang-{number}"), "status": "sent"});
        tokio::spawn(async move { nobody.call("POST", &path, &report).await })
    };
    let armed = "/dev/fault?spare=0&held=true";
    let armed = place.nobody.request("POST", armed, &[], None).await;
    armed.expect(204);
    let first = report(0);
    loop {
        let look = place.nobody.get("/dev/fault?look=true").await.expect(200);
        if look.json::<Value>()["failed"] == true {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let others: Vec<_> = (1..=OTHERS).map(report).collect();
    for other in others {
        other.await.unwrap().expect(200);
    }
    // Its storing still hangs.
    first.await.unwrap().expect(200);
    let waiting = async || {
        let health = place.admin.get("/api/setup/callback-health").await;
        health.expect(200).json::<CallbackHealth>().waiting
    };
    while waiting().await != OTHERS + 1 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(place.disarm().await);
    report(OTHERS + 1).await.unwrap().expect(200);
    while waiting().await < OTHERS + 2 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(waiting().await, OTHERS + 2);
    place.stack.discard().unwrap();
}
