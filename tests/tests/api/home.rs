//! The figures of the day.

use mitto_core::api::Home;
use mitto_tests::api::fresh_mobile;
use mitto_tests::simulator::behaviour::Answer;

use super::{admin, gateway, user};

#[tokio::test]
async fn what_happens_today_is_counted() {
    let user = user().await;
    let before: Home = user.get("/api/home").await.expect(200).json();
    let mobile = fresh_mobile();
    let lead = user.lead(&mobile).await;
    let long = user.sent(&lead, &"a".repeat(161)).await;
    user.until_status(&long.id.to_string(), "DELIVERED").await;
    gateway().reply(&mobile, "stop").await;
    let other = fresh_mobile();
    gateway().answer(&other, Answer::Refuse(8)).await;
    let lead = user.lead(&other).await;
    user.send(&lead, "x").await.expect(502);

    // Others text at the same time: at least ours is counted.
    let after: Home = user.get("/api/home").await.expect(200).json();
    let (before, after) = (before.today, after.today);
    assert!(after.sms >= before.sms + 2);
    assert!(after.messages >= before.messages + 3);
    assert!(after.delivered > before.delivered);
    assert!(after.failed > before.failed);
    assert!(after.replies > before.replies);
    assert!(after.opt_outs > before.opt_outs);
    assert_eq!(
        after.sms,
        after.delivered + after.open + after.unknown + after.failed
    );

    let earlier: Home = user
        .get("/api/home?since=2020-01-01T00:00:00%2B01:00")
        .await
        .expect(200)
        .json();
    assert!(earlier.today.sms >= after.sms);
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
