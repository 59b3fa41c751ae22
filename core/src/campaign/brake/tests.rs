use super::*;

fn mobile(text: &str) -> Mobile {
    text.to_owned().try_into().unwrap()
}

#[test]
fn a_limit_is_reached_exactly_and_never_passed() {
    let limits = Limits {
        campaign: Some(100),
        user: Some(150),
        day: Some(1000),
    };
    let used = |user, day| Used { user, day };
    assert_eq!(limits.allow(used(0, 0), 100), Ok(()));
    assert_eq!(
        limits.allow(used(0, 0), 101),
        Err(OverLimit::Campaign {
            limit: 100,
            wanted: 101
        })
    );
    assert_eq!(limits.allow(used(50, 0), 100), Ok(()));
    assert_eq!(
        limits.allow(used(51, 0), 100),
        Err(OverLimit::User {
            limit: 150,
            used: 51,
            wanted: 100
        })
    );
    assert_eq!(limits.allow(used(0, 900), 100), Ok(()));
    assert_eq!(
        limits.allow(used(0, 901), 100),
        Err(OverLimit::Day {
            limit: 1000,
            used: 901,
            wanted: 100
        })
    );
    let none = Limits::default();
    assert_eq!(none.allow(used(u32::MAX, u32::MAX), u32::MAX), Ok(()));
    let most = Limits {
        day: Some(u32::MAX),
        ..none
    };
    assert_eq!(most.allow(used(0, 0), u32::MAX), Ok(()));
    assert!(most.allow(used(0, 1), u32::MAX).is_err());
    let nothing = Limits {
        day: Some(0),
        ..none
    };
    assert!(nothing.allow(used(0, 0), 1).is_err());
}

#[test]
fn a_refusal_has_its_figures() {
    for (refusal, words) in [
        (
            OverLimit::Campaign {
                limit: 1000,
                wanted: 1200,
            },
            "This is 1,200 messages; one campaign may send 1,000.",
        ),
        (
            OverLimit::User {
                limit: 500,
                used: 460,
                wanted: 41,
            },
            "This is 41 messages; of the 500 that you may send in a day (UTC) 40 are left.",
        ),
        (
            OverLimit::Day {
                limit: 500,
                used: 501,
                wanted: 1,
            },
            "This is 1 message; of the 500 that all together may send in a day (UTC) 0 are left.",
        ),
    ] {
        assert_eq!(refusal.in_words(), words);
    }
}

#[test]
fn a_number_cools_down_from_hour_to_hour() {
    let all = Destinations::default();
    let to = mobile("+41791234567");
    let spared = |last, now, hours| spared(&all, &to, last, cool_since(now, hours));
    let hour = 3_600_000;
    assert_eq!(spared(Some(0), hour, 1), Some(Skip::CoolDown));
    assert_eq!(spared(Some(0), 2 * hour - 1, 1), Some(Skip::CoolDown));
    assert_eq!(spared(Some(0), 2 * hour, 1), None);
    assert_eq!(spared(Some(1), 2 * hour, 1), None);
    assert_eq!(spared(Some(hour), 2 * hour, 1), Some(Skip::CoolDown));
    assert_eq!(spared(None, 0, 24), None);
    assert_eq!(spared(Some(0), 0, 0), None);
    let swiss = Destinations::of(["41"]).unwrap();
    let german = mobile("+49151234567");
    assert_eq!(
        super::spared(&swiss, &german, None, None),
        Some(Skip::Country)
    );
}

#[test]
fn a_day_is_one_of_utc_and_a_refusal_says_when_it_ends() {
    let day = 86_400_000;
    assert_eq!((day_of(0), day_of(day - 1), day_of(day)), (0, 0, 1));
    assert_eq!(seconds_left_of_day(0), 86_400);
    assert_eq!(seconds_left_of_day(day - 1), 1);
    assert_eq!(seconds_left_of_day(day - 1001), 2);
    let over = OverLimit::Day {
        limit: 5,
        used: 5,
        wanted: 1,
    };
    let problem = over.problem(day - 60_000);
    assert_eq!((problem.status, problem.retry_after), (429, Some(60)));
    let over = OverLimit::Campaign {
        limit: 5,
        wanted: 6,
    };
    let problem = over.problem(0);
    assert_eq!((problem.status, problem.retry_after), (422, None));
    assert_eq!(problem.limit, Some(5));
}

proptest::proptest! {
    /// Whoever asks, in whatever order: what is granted never exceeds a limit, and what is refused would have.
    #[test]
    fn the_granted_never_exceed_the_limit(
        asked in proptest::collection::vec((0..3_usize, 0..40_u32), 0..60),
        user in proptest::option::of(0..300_u32),
        day in proptest::option::of(0..500_u32),
    ) {
        let limits = Limits { campaign: Some(30), user, day };
        let (mut users, mut all) = ([0; 3], 0);
        for (who, wanted) in asked {
            let used = Used { user: users[who], day: all };
            match limits.allow(used, wanted) {
                Ok(()) => {
                    users[who] += wanted;
                    all += wanted;
                    proptest::prop_assert!(wanted <= 30);
                }
                Err(why) => {
                    let (sum, limit) = match why {
                        OverLimit::Campaign { limit, wanted } => (wanted, limit),
                        OverLimit::User { limit, used, wanted }
                        | OverLimit::Day { limit, used, wanted } => (used + wanted, limit),
                    };
                    proptest::prop_assert!(sum > limit);
                }
            }
            proptest::prop_assert!(user.is_none_or(|limit| users.iter().all(|one| *one <= limit)));
            proptest::prop_assert!(day.is_none_or(|limit| all <= limit));
        }
    }
}
