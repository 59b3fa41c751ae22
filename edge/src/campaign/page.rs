//! The members of a campaign in the order of their key, a page at a time: the one place where it is
//! asked who can be texted.

use mitto_core::api::read_object;
use mitto_core::campaign::{Skip, cool_since, spared};
use mitto_core::ids::RecordId;
use mitto_core::send::LEASE_MS;
use mitto_core::template::{Fields, MergeField, PersonObject};

use crate::db::row;
use crate::editing;
use crate::error::Failure;
use crate::people::write::{self, Storing};
use crate::router::{App, now};
use crate::stored_setup::StoredSetup;

/// Members of a page, where a whole campaign is gone through.
pub(crate) const PAGE: u32 = 1000;

row! {
    /// A member.
    pub(crate) struct Member {
        pub(crate) object: String,
        pub(crate) id: String,
        pub(crate) mobile: Option<String>,
        stale: u8,
        /// Why it gets no SMS.
        skip: Option<String>,
        /// Until when the claim of the last SMS to its number held, where there is a cool-down.
        last: Option<i64>,
        /// The fields that were asked for, as JSON.
        pub(crate) fields: String,
    }
}

impl Member {
    pub(crate) fn object(&self) -> Result<PersonObject, Failure> {
        PersonObject::from_word(&self.object)
            .ok_or_else(|| Failure::internal("a member is neither lead nor contact"))
    }

    pub(crate) fn skip(&self) -> Option<Skip> {
        self.skip.as_deref().and_then(Skip::from_word)
    }

    pub(crate) fn fields(&self) -> Result<Fields, Failure> {
        Ok(read_object(self.fields.as_bytes())?)
    }

    /// What Setup's rules of spending say of it, in the place after what the database says.
    fn judge(&mut self, setup: &StoredSetup, at: i64) {
        let (None, Some(mobile)) = (&self.skip, &self.mobile) else {
            return;
        };
        let spending = &**setup;
        let last = self.last.map(|until| until.saturating_sub(LEASE_MS));
        let since = cool_since(at, spending.cool_down_hours);
        let spared = mobile
            .parse()
            .ok()
            .and_then(|mobile| spared(&spending.destinations, &mobile, last, since));
        self.skip = spared.map(|skip| skip.as_str().to_owned());
    }

    /// Where the page after this member begins.
    pub(crate) fn key(&self) -> Key {
        Key {
            object: self.object.clone(),
            id: self.id.clone(),
        }
    }
}

/// A place among the members: behind this one.
#[derive(Clone, Default)]
pub(crate) struct Key {
    pub(crate) object: String,
    pub(crate) id: String,
}

/// What is read of each member.
pub(crate) struct Reader<'a> {
    app: &'a App,
    setup: &'a StoredSetup,
    campaign: &'a RecordId,
    /// Names of fields in lower case, as JSON.
    fields: String,
    /// The moment as of which a number is cool. What is sent later is seen to when it is claimed.
    at: i64,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        app: &'a App,
        setup: &'a StoredSetup,
        campaign: &'a RecordId,
        fields: impl Iterator<Item = MergeField>,
    ) -> Result<Reader<'a>, Failure> {
        let zones = [
            setup.lead_time_zone.as_str(),
            setup.contact_time_zone.as_str(),
        ];
        let zones = zones.into_iter().filter(|field| !field.is_empty());
        let fields: Vec<String> = fields
            .map(|field| field.name().to_ascii_lowercase())
            .chain(zones.map(str::to_ascii_lowercase))
            .collect();
        Ok(Reader {
            app,
            setup,
            campaign,
            fields: serde_json::to_string(&fields)?,
            at: now(),
        })
    }

    /// The same as of an earlier moment: a job is prepared as it was planned, though others send meanwhile.
    pub(crate) fn at(mut self, at: i64) -> Reader<'a> {
        self.at = at;
        self
    }

    /// At most so many members behind this place.
    ///
    /// Their numbers are as Setup reads them now: those that were read otherwise are read again. Whoever
    /// is a duplicate is told by the members before, whose pages have been read before.
    pub(crate) async fn page(&self, after: &Key, limit: u32) -> Result<Vec<Member>, Failure> {
        let [lead, contact] = [PersonObject::Lead, PersonObject::Contact]
            .map(|object| self.setup.mobile_read(object));
        let spending = self.setup;
        let until = (spending.cool_down_hours > 0).then(|| self.at.saturating_add(LEASE_MS));
        for _ in 0..editing::TRIES {
            let mut page: Vec<Member> = self
                .app
                .db
                .rows(
                    include_str!("../../sql/campaign/page.sql"),
                    &[
                        self.campaign.as_str().into(),
                        (&after.object).into(),
                        (&after.id).into(),
                        limit.into(),
                        (&lead).into(),
                        (&contact).into(),
                        (&self.fields).into(),
                        until.into(),
                    ],
                )
                .await?;
            if until.is_some() || !spending.destinations.codes().is_empty() {
                page.iter_mut()
                    .for_each(|member| member.judge(self.setup, self.at));
            }
            match page.last() {
                Some(last) if page.iter().any(|member| member.stale != 0) => {
                    self.read_again(after, &last.key(), [&lead, &contact])
                        .await?;
                }
                _ => return Ok(page),
            }
        }
        Err(editing::crowded())
    }

    /// Reads the numbers between two places that were read in another way.
    async fn read_again(&self, from: &Key, to: &Key, read: [&str; 2]) -> Result<(), Failure> {
        row! {
            struct Unread {
                object: String,
                id: String,
                fields: String,
            }
        }
        let [lead, contact] = read;
        let unread: Vec<Unread> = self
            .app
            .db
            .rows(
                include_str!("../../sql/campaign/unread.sql"),
                &[
                    self.campaign.as_str().into(),
                    (&from.object).into(),
                    (&from.id).into(),
                    (&to.object).into(),
                    (&to.id).into(),
                    lead.into(),
                    contact.into(),
                ],
            )
            .await?;
        // Pieces that are small enough for a value of D1.
        for piece in unread.chunks(100) {
            let mut lines = Vec::with_capacity(piece.len());
            for row in piece {
                let object = PersonObject::from_word(&row.object);
                let object = object.ok_or_else(|| Failure::internal("a person is neither"))?;
                let id: RecordId = row.id.parse().map_err(Failure::internal)?;
                let fields: Fields = read_object(row.fields.as_bytes())?;
                lines.push(write::line(self.app, self.setup, object, &id, &fields)?);
            }
            let lines = ["[", &lines.join(","), "]"].concat();
            let store = write::write(self.app, &lines, Storing::Numbers);
            self.app.db.perform(store.into()).await?;
        }
        Ok(())
    }
}
