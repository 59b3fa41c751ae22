//! `<mitto-send-sms object="campaign">`: the message to all members of a campaign, with its exact bill, its send and
//! its progress. It is no page of the app, and has effects of its own; its sheet is one like theirs.
//!
//! [`hands`] is what a person does, [`news`] what comes in, [`plan`] the way from what is written to a job that sends.
//! [`known`] is what is fetched when it opens, [`crowd`] what is known of the members, [`draft`] what is written, [`leaf`] the
//! member whose text is shown, [`timing`] when it goes out, [`stage`] how far it is to the send, [`test_send`] a test of it,
//! [`progress`] the job that sends, [`people`] whom it has sent to and whom not, [`results`] what became of all sends,
//! [`draw`] how it looks, [`chart`] how the results do.
//!
//! What it keeps: one confirmation is one send, however often it is pressed; a send whose answer was lost is repeated under
//! the same key; what was confirmed is what is sent, or what has moved is told first.

mod answer;
mod chart;
mod crowd;
mod draft;
mod draw;
mod effect;
mod hands;
mod known;
mod leaf;
mod news;
mod people;
mod plan;
mod progress;
mod results;
mod stage;
mod test_send;
#[cfg(test)]
mod tests;
mod timing;

pub use self::effect::{Body, Detail, Effect};

use self::crowd::Crowd;
use self::draft::Draft;
use self::known::{CAMPAIGN, JOBS, Known, SENDERS, SETUP, TEMPLATES};
use self::leaf::Leaf;
use self::progress::Progress;
use self::results::Results;
use self::stage::Stage;
use self::test_send::TestSend;
use super::sheet::Sheet;
use crate::ids::RecordId;

/// The composer of a campaign.
pub struct Composer {
    path: String,
    known: Known,
    crowd: Crowd,
    draft: Draft,
    leaf: Leaf,
    test: TestSend,
    stage: Stage,
    progress: Option<Progress>,
    /// The scheduled job that is being changed. It stays as it is until the new one is accepted.
    changing: Option<Progress>,
    results: Results,
    problem: Option<String>,
    /// Whether the skipped are shown, with their reasons.
    shows_skipped: bool,
}

impl Composer {
    /// Of this campaign. `None` where the word is no record's id.
    pub fn of(record: &str) -> Option<Composer> {
        let record: RecordId = record.parse().ok()?;
        Some(Composer {
            path: ["/api/campaigns/", record.as_str()].concat(),
            known: Known::default(),
            crowd: Crowd::default(),
            draft: Draft::new(),
            leaf: Leaf::default(),
            test: TestSend::default(),
            stage: Stage::default(),
            progress: None,
            changing: None,
            results: Results::default(),
            problem: None,
            shows_skipped: false,
        })
    }

    /// It is there, or is tried anew.
    pub fn start(&mut self) -> Vec<Effect> {
        self.known.failed = None;
        let mut effects = vec![
            Effect::get(SETUP, "", "/api/setup"),
            Effect::get(SENDERS, "", "/api/senders"),
            Effect::get(TEMPLATES, "", "/api/templates?object=campaign"),
            Effect::get(CAMPAIGN, "", self.path.as_str()),
            self.ask_jobs(),
            TestSend::ask(&self.path),
        ];
        effects.extend(self.look_again());
        effects
    }

    fn ask_jobs(&self) -> Effect {
        Effect::get(JOBS, "", [&self.path, "/jobs?limit=10"].concat())
    }

    /// Who is a member may have changed.
    fn look_again(&mut self) -> [Effect; 2] {
        [self.crowd.again(&self.path), self.leaf.first(&self.path)]
    }

    fn is_loaded(&self) -> bool {
        let known = &self.known;
        known.product_key_set.is_some()
            && known.senders.is_some()
            && known.templates.is_some()
            && known.campaign.is_some()
            && known.jobs
            && self.crowd.measured().is_some()
    }

    /// All that is to be seen now.
    pub fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }
}
