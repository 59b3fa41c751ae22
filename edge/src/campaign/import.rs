//! `POST /api/campaigns/{id}/members`: a file of people, stored as it arrives. One piece of it is in
//! memory, and each piece is one transaction: where the file breaks off, what was read before is
//! stored, and the same file once more goes on from there without a row written twice.

use mitto_core::api::{Claims, MemberInput, MembersAnswer};
use mitto_core::api::{Code, Problem};
use mitto_core::ids::RecordId;
use mitto_core::members::{Format, Line, Lines};

use super::admit;
use crate::border::Request;
use crate::db::{Values, row};
use crate::error::Failure;
use crate::people::write::{self, Storing};
use crate::router::{App, Reply};
use crate::stored_setup::StoredSetup;

/// Lines and bytes of a piece. D1 takes 2 MB a value.
const PIECE_LINES: u32 = 500;
const PIECE_BYTES: usize = 500_000;

pub(crate) async fn post(
    app: &App,
    claims: &Claims,
    campaign: &RecordId,
    request: &mut Request,
) -> Result<Reply, Failure> {
    let kind = request.header("content-type").unwrap_or_default();
    let format = Format::of_content_type(&kind).ok_or_else(|| {
        let why = "Send application/x-ndjson, or text/csv with a header row.";
        Problem::new(Code::UnsupportedMediaType).because(why)
    })?;
    admit(app, claims, campaign).await?;
    let mut import = Import {
        app,
        setup: *app.config.setup().await?,
        campaign,
        answer: MembersAnswer::default(),
        piece: String::new(),
        in_piece: 0,
    };
    let mut lines = Lines::new(format);
    let mut found = Vec::new();
    let wrong = |why: &str| Problem::field("header", why);
    while let Some(piece) = request.next_piece().await? {
        lines.push(&piece, &mut found).map_err(wrong)?;
        import.take(&mut found).await?;
    }
    lines.end(&mut found).map_err(wrong)?;
    import.take(&mut found).await?;
    import.store().await?;
    Reply::json(200, &import.answer)
}

struct Import<'a> {
    app: &'a App,
    setup: StoredSetup,
    campaign: &'a RecordId,
    answer: MembersAnswer,
    /// Lines that are not stored yet, as the statements read them.
    piece: String,
    in_piece: u32,
}

impl Import<'_> {
    async fn take(&mut self, found: &mut Vec<Line>) -> Result<(), Failure> {
        for (number, line) in found.drain(..) {
            self.answer.received = self.answer.received.saturating_add(1);
            match line {
                Ok(member) => self.add(&member)?,
                Err(why) => self.answer.reject(number, why),
            }
            if self.in_piece >= PIECE_LINES || self.piece.len() >= PIECE_BYTES {
                self.store().await?;
            }
        }
        Ok(())
    }

    fn add(&mut self, member: &MemberInput) -> Result<(), Failure> {
        let MemberInput { object, id, fields } = member;
        self.piece.push(if self.in_piece == 0 { '[' } else { ',' });
        self.piece
            .push_str(&write::line(self.app, &self.setup, *object, id, fields)?);
        self.in_piece = self.in_piece.saturating_add(1);
        Ok(())
    }

    async fn store(&mut self) -> Result<(), Failure> {
        row! {
            struct Kinds {
                created: u32,
                updated: u32,
            }
        }
        if self.in_piece == 0 {
            return Ok(());
        }
        self.piece.push(']');
        let db = &self.app.db;
        let values = Values::of(&[(&self.piece).into(), self.campaign.as_str().into()]);
        let kinds = db.bound(include_str!("../../sql/campaign/line_kinds.sql"), &values);
        let mut batch = vec![kinds];
        batch.extend(write::write(self.app, &self.piece, Storing::Whole));
        batch.push(db.bound(include_str!("../../sql/campaign/join.sql"), &values));
        let done = db.batch(batch).await?.into_iter().next();
        let kinds: Option<Kinds> = done.map(|kinds| kinds.first()).transpose()?.flatten();
        let Kinds { created, updated } = kinds.unwrap_or(Kinds {
            created: 0,
            updated: 0,
        });
        let answer = &mut self.answer;
        // A line that comes once more within a piece is stored and counts as unchanged.
        let unchanged = self
            .in_piece
            .saturating_sub(created.saturating_add(updated));
        answer.created = answer.created.saturating_add(created);
        answer.updated = answer.updated.saturating_add(updated);
        answer.unchanged = answer.unchanged.saturating_add(unchanged);
        self.piece.clear();
        self.in_piece = 0;
        Ok(())
    }
}
