//! The SMS that are shown: the newest ones, as far back as the person went.

use crate::api::{List, SmsRow};
use crate::ids::SmsId;
use crate::status::{Shown, Status};

/// SMS of a page, and at the least of a look.
const PAGE: usize = 20;
/// Most SMS of a look; the API gives no more at once.
const LOOK_LIMIT: usize = 200;

/// What a look brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// SMS whose status is another than before.
    pub(super) changed: Vec<SmsId>,
    /// Replies that were not there before.
    pub(super) replies: Vec<SmsId>,
    /// Anything at all is new.
    pub(super) any: bool,
}

/// Newest first, without a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    items: Vec<SmsRow>,
    /// Where the list goes on.
    cursor: Option<String>,
}

impl Rows {
    pub(super) fn of(list: List<SmsRow>) -> Rows {
        Rows {
            items: list.items,
            cursor: list.cursor,
        }
    }

    /// SMS to ask for first.
    pub(super) const fn page() -> usize {
        PAGE
    }

    /// SMS to ask for at a look: all that are shown, so that each of them is live.
    pub(super) fn in_look(&self) -> usize {
        self.items.len().clamp(PAGE, LOOK_LIMIT)
    }

    pub(super) fn newest_first(&self) -> &[SmsRow] {
        &self.items
    }

    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub(super) fn get(&self, id: SmsId) -> Option<&SmsRow> {
        self.items.iter().find(|row| row.id == id)
    }

    /// Whether something is still expected of one of them.
    pub(super) fn is_under_way(&self) -> bool {
        self.items.iter().any(|row| !row.status.is_final())
    }

    /// The newest ones, anew.
    pub(super) fn look(&mut self, list: List<SmsRow>) -> News {
        let newest = self.items.first().map(|row| row.id);
        let mut news = News::default();
        for row in &list.items {
            match self.get(row.id) {
                Some(before) if before.status != row.status => news.changed.push(row.id),
                None if is_reply(row) && newest.is_none_or(|newest| row.id > newest) => {
                    news.replies.push(row.id);
                }
                _ => {}
            }
        }
        let before = core::mem::replace(self, Rows::of(list));
        let last = self.items.last().map(|row| row.id);
        // What is further down stays, unless so much came in that the two no longer touch.
        if let Some(last) = last.filter(|last| self.cursor.is_some() && newest >= Some(*last)) {
            let mut further = before.items.iter().filter(|row| row.id < last).cloned();
            if let Some(first) = further.next() {
                self.items.push(first);
                self.items.extend(further);
                self.cursor.clone_from(&before.cursor);
            }
        }
        news.any = self.items != before.items;
        news
    }

    /// Earlier ones, which were asked for with this cursor; how many.
    pub(super) fn further(&mut self, asked: &str, list: List<SmsRow>) -> usize {
        if self.cursor() != Some(asked) {
            return 0;
        }
        let before = self.items.len();
        let last = self.items.last().map(|row| row.id);
        let new = |row: &SmsRow| last.is_none_or(|last| row.id < last);
        self.items.extend(list.items.into_iter().filter(new));
        self.cursor = list.cursor;
        self.items.len().saturating_sub(before)
    }
}

/// Whether it came from the person.
pub(super) fn is_reply(row: &SmsRow) -> bool {
    matches!(row.status, Shown::Stored(Status::Received | Status::OptOut))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list(rows: &[(u32, &str)], cursor: Option<&str>) -> List<SmsRow> {
        let row = |(number, status): &(u32, &str)| {
            json!({"id": format!("SMS-{number:06}"), "object": "lead", "recordId": "1",
                "to": "+41791234567", "from": "M", "text": "x", "numberOfMessages": 1,
                "status": status, "createdAt": "2026-11-24T10:00:00Z",
"createdBy": "ada", "updatedAt": "2026-11-24T10:00:00Z"})
        };
        let items: Vec<_> = rows.iter().map(row).collect();
        serde_json::from_value(json!({"items": items, "cursor": cursor})).unwrap()
    }

    fn numbers(rows: &Rows) -> Vec<u32> {
        rows.items.iter().map(|row| row.id.number()).collect()
    }

    #[test]
    fn a_look_changes_what_is_there_and_keeps_what_is_further_down() {
        let mut rows = Rows::of(list(&[(5, "SENT"), (4, "DELIVERED")], Some("c4")));
        assert_eq!(
            rows.further("c4", list(&[(3, "SENT"), (2, "SENT")], Some("c2"))),
            2
        );
        let news = rows.look(list(
            &[(6, "RECEIVED"), (5, "DELIVERED"), (4, "DELIVERED")],
            Some("c4"),
        ));
        assert_eq!(numbers(&rows), [6, 5, 4, 3, 2]);
        assert_eq!(rows.cursor(), Some("c2"), "the end stays known");
        let ids = |numbers: &[u32]| -> Vec<SmsId> {
            numbers
                .iter()
                .filter_map(|number| SmsId::new(*number))
                .collect()
        };
        assert_eq!(
            (news.changed, news.replies, news.any),
            (ids(&[5]), ids(&[6]), true)
        );
        let same = list(
            &[(6, "RECEIVED"), (5, "DELIVERED"), (4, "DELIVERED")],
            Some("c4"),
        );
        assert_eq!(rows.look(same), News::default());
    }

    #[test]
    fn what_no_longer_touches_begins_anew() {
        let mut rows = Rows::of(list(&[(5, "SENT"), (4, "SENT")], Some("c4")));
        rows.look(list(&[(9, "SENT"), (8, "SENT")], Some("c8")));
        assert_eq!((numbers(&rows), rows.cursor()), (vec![9, 8], Some("c8")));
    }

    #[test]
    fn what_was_erased_goes() {
        let mut rows = Rows::of(list(&[(5, "SENT"), (4, "SENT"), (3, "SENT")], None));
        let news = rows.look(list(&[(5, "SENT"), (3, "SENT")], None));
        assert_eq!((numbers(&rows), news.any), (vec![5, 3], true));
        rows.look(list(&[], None));
        assert!(numbers(&rows).is_empty());
    }

    #[test]
    fn a_page_that_comes_too_late_or_twice_adds_nothing() {
        let mut rows = Rows::of(list(&[(5, "SENT")], Some("c5")));
        assert_eq!(rows.further("c9", list(&[(4, "SENT")], None)), 0);
        assert_eq!(
            rows.further("c5", list(&[(5, "SENT"), (4, "SENT")], None)),
            1
        );
        assert_eq!((numbers(&rows), rows.cursor()), (vec![5, 4], None));
    }

    #[test]
    fn a_look_asks_for_all_that_is_shown_within_the_limit() {
        let of = |count: u32| {
            let rows: Vec<_> = (1..=count).rev().map(|number| (number, "SENT")).collect();
            Rows::of(list(&rows, None)).in_look()
        };
        assert_eq!((of(0), of(20), of(21), of(300)), (20, 20, 21, 200));
    }
}
