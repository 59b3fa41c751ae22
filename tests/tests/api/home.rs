//! The figures of the day.

use mitto_core::api::Home;
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::Answer;

use super::{admin, gateway, user};

#[tokio::test]
async fn what_happens_today_is_counted() {
    let user = user().await;
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let long = user.sent(&lead, &"a".repeat(161)).await;
    user.until_status(&long.id.to_string(), "DELIVERED").await;
    gateway().reply(&mobile, "stop").await;
    let other = fresh_mobile();
    gateway().answer(&other, Answer::Refuse(8)).await;
    let lead = user.lead(&other).await;
    user.send(&lead, "x").await.expect(502);

    // Others text at the same time, and cancel what they sent before: since ours, at least ours is counted.
    let first = user.sms(&long.id.to_string()).await.created_at;
    let path = format!("/api/home?since={first}");
    let since: Home = user.get(&path).await.expect(200).json();
    let since = since.today;
    assert!(since.sms >= 2);
    assert!(since.messages >= 3);
    assert!(since.delivered >= 1);
    assert!(since.failed >= 1);
    assert!(since.replies >= 1);
    assert!(since.opt_outs >= 1);
    assert_eq!(
        since.sms,
        since.delivered + since.open + since.unknown + since.failed
    );

    let today: Home = user.get("/api/home").await.expect(200).json();
    assert!(today.today.sms >= 2);
    let earlier: Home = user
        .get("/api/home?since=2020-01-01T00:00:00%2B01:00")
        .await
        .expect(200)
        .json();
    assert!(earlier.today.sms >= 2);
    let later: Home = user
        .get("/api/home?since=2090-01-01T00:00:00Z")
        .await
        .expect(200)
        .json();
    assert_eq!(later.today.sms + later.today.replies, 0);
}

#[tokio::test]
async fn how_far_the_installation_is_concerns_admins() {
    let home: Home = user().await.get("/api/home").await.expect(200).json();
    assert_eq!(home.installation, None);
    let home: Home = admin().await.get("/api/home").await.expect(200).json();
    let installation = home.installation.unwrap();
    assert!(installation.product_key_set);
    assert!(installation.senders >= 2);
    assert!(installation.keywords >= 8);
    assert!(installation.templates >= 4);
}
