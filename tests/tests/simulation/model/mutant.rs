//! Deliberate mistakes. The simulation must catch each, or it proves nothing.

/// One mistake: in the text of a statement or of the schema, or in what the glue decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutant {
    /// Whoever wakes an SMS submits it: the claim excludes nobody.
    NoClaim,
    /// The claim does not ask which attempt it is for.
    ClaimOfAnyAttempt,
    /// Two requests with one key make two records.
    NoUniqueRequest,
    /// `DELIVERED` is below `UNDELIVERED`.
    DeliveredBelowUndelivered,
    /// What is in memory or in the queue is trusted alone: nothing is ever swept.
    NoSweep,
    /// The opt-out is asked for when the record is made, and not again.
    OptOutOnlyWhenMade,
    /// A claim whose lease has run out is submitted again.
    ExpiredLeaseResubmits,
    /// No answer in time counts as a refusal.
    TimeOutIsRefusal,
    /// No answer in time counts as "come again".
    TimeOutIsBusy,
    /// Reports that came before the gateway's id was known stay in the mailbox.
    EarlyReportsStay,
    /// A report that comes twice is stored twice.
    UpdatesNotUnique,
    /// A STOP that is reported once more counts again.
    OldStopCounts,
    /// So does a START.
    OldStartCounts,
    /// What the gateway refused for now is queued again, whatever a report has said meanwhile.
    BackInQueueBlindly,
    /// A repeat gets the newest answer instead of the first.
    LastAnswerWins,
    /// Reports are acknowledged before they are stored.
    AcknowledgedUnstored,
    /// The statements of a batch are no transaction.
    StatementsApart,
    /// What a person says of an SMS counts more than a receipt.
    MarkOutranksReceipt,
    /// It is noted whatever has come in between.
    MarkAnyway,
    /// Each press of the button sends once more.
    ResendEachTime,
}

impl Mutant {
    /// Where it is a mistake in a text: the files, what stands there, and what stands there instead.
    fn edits(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Mutant::NoClaim => &[(
                "claim",
                " AND phase = 'queued' AND attempt = ?2 - 1 AND rank <= ?5",
                "",
            )],
            Mutant::ClaimOfAnyAttempt => &[("claim", " AND attempt = ?2 - 1", "")],
            Mutant::NoUniqueRequest => &[
                (
                    "schema",
                    "request TEXT NOT NULL UNIQUE",
                    "request TEXT NOT NULL",
                ),
                ("create", "ON CONFLICT (request) DO NOTHING", ""),
                ("reply", "ON CONFLICT (request) DO NOTHING", ""),
                ("reply_answer", "ON CONFLICT (request) DO NOTHING", ""),
            ],
            Mutant::OptOutOnlyWhenMade => &[("claim", "passes_opt_out = 1", "1 = 1")],
            Mutant::ExpiredLeaseResubmits => &[("claim", "phase = 'queued'", "phase <> 'settled'")],
            Mutant::UpdatesNotUnique => &[
                ("schema", ",\n    UNIQUE (sms, content)", ""),
                (
                    "reports_updates",
                    "ON CONFLICT (sms, content) DO NOTHING",
                    "",
                ),
                ("adopt_updates", "ON CONFLICT (sms, content) DO NOTHING", ""),
                ("mark_update", "ON CONFLICT (sms, content) DO NOTHING", ""),
            ],
            Mutant::OldStopCounts => &[(
                "reply_opt_out",
                "WHERE ?4 = 1 OR",
                "WHERE 1 = 1 OR ?4 = 1 OR",
            )],
            Mutant::OldStartCounts => {
                &[("reply_opt_in", "AND NOT EXISTS", "OR 1 = 0 AND NOT EXISTS")]
            }
            Mutant::MarkAnyway => &[("mark_status", "AND rank < ?3", "")],
            Mutant::BackInQueueBlindly => &[("save_queued", "rank > ?12", "rank > 100 + ?12")],
            Mutant::LastAnswerWins => &[
                ("save_settled", "coalesce(answer_body, ?9)", "?9"),
                ("save_settled", "coalesce(answer_status, ?8)", "?8"),
            ],
            _ => &[],
        }
    }

    /// A text with the mistake in it.
    pub(crate) fn rewrite(self, name: &str, text: &str) -> String {
        self.edits().iter().filter(|(file, ..)| *file == name).fold(
            text.to_owned(),
            |text, (_, from, to)| {
                assert!(text.contains(from), "{self:?}: {name} has no {from:?}");
                text.replace(from, to)
            },
        )
    }
}
