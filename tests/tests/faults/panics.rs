//! A panic, which the lints keep out, is made to happen.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_the_requests_under_way_and_nothing_else() {
    let place = Place::open("panic").await;
    let mut sending = Vec::new();
    for _ in 0..4 {
        let mobile = fresh_mobile();
        place.gateway.answer(&mobile, Answer::Slow(1_500)).await;
        let (user, lead) = (place.user.clone(), place.user.lead(&mobile).await);
        let key = fresh_id("panic-");
        let asked = {
            let (user, lead, key) = (user.clone(), lead.clone(), key.clone());
            tokio::spawn(async move { user.try_send_keyed(&lead, TEXT, &key).await })
        };
        sending.push((mobile, lead, asked));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let panicked = place.nobody.get("/dev/panic").await;
    assert_eq!(panicked.status, 500, "{}", panicked.text());

    // The module starts anew with the next request, which notices nothing.
    place.nobody.get("/healthz").await.expect(200);
    let lead = place.user.lead(&fresh_mobile()).await;
    let next = place.user.sent(&lead, TEXT).await.id.to_string();
    place.user.until_status(&next, "DELIVERED").await;

    let mut lost = 0;
    for (mobile, lead, asked) in sending {
        let answer = asked.await.unwrap();
        lost += u32::from(answer.is_none_or(|answer| answer.status != 201));
        // What the gateway took is known by its report; what it did not take is nowhere called sent.
        let path = format!("/api/sms?object=lead&recordId={lead}");
        let rows: List<SmsRow> = place.user.get(&path).await.expect(200).json();
        let id = rows.items[0].id.to_string();
        assert_eq!(place.taken(&mobile).await, 1);
        place.user.until_status(&id, "DELIVERED").await;
    }
    // All that were under way in that isolate: what a panic costs, and why there is none.
    assert_eq!(lost, 4);
    place.stack.discard().unwrap();
}
