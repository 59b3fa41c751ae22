//! What people do with an SMS that was sent, as `edge` has it in `history`: say what they know of one in doubt, and send
//! one again knowingly.

use mitto_core::status::Status;

use super::database::statement;
use super::ledger::Ledger;
use super::mutant::Mutant;
use super::store::{Sms, by_request, load, look};
use super::worker::{Ask, create, drive};
use super::world::{Failed, World};

/// Who marks, in the update that a mark is.
pub(crate) const MARKED: &str = "marked by somebody";

/// What a person does with the SMS of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    /// `SENT` or `FAILED`: what they know of it.
    Mark(Status),
    Resend,
}

/// A person looks at the SMS of a request, and does it if they can.
pub(crate) async fn act(world: World, request: String, deed: Deed) {
    let acted = async {
        let Some(row) = by_request(&world, &request).await? else {
            return Ok(());
        };
        match deed {
            Deed::Mark(status) => mark(&world, row.number, status).await,
            Deed::Resend => resend(&world, row.number).await,
        }
    };
    if acted.await == Err(Failed) {
        world.tell(|| "answers 500".to_owned());
    }
}

/// `POST /api/sms/{id}/mark`.
async fn mark(world: &World, number: u32, status: Status) -> Result<(), Failed> {
    // They look now and then until it is in doubt.
    const LOOKS: usize = 20;
    let mut looks = 0;
    while load(world, number).await?.status != Status::Unknown {
        looks += 1;
        if looks == LOOKS {
            return Ok(());
        }
        world.sleep(5_000).await;
    }
    // A report may come in between.
    world.sleep_a_while().await;
    let rank = match world.is(Mutant::MarkOutranksReceipt) {
        true => Status::Delivered.rank() + 1,
        false => status.rank(),
    };
    let (word, now) = (status.as_str(), world.now());
    let update = statement!("mark_update", number, word, rank, now, "somebody");
    let settle = statement!("mark_status", number, word, rank, now);
    world
        .batch(vec![update, settle], |_, _| Ok(()))
        .await
        .map(drop)
}

/// `POST /api/sms/{id}/resend`.
async fn resend(world: &World, number: u32) -> Result<(), Failed> {
    let record = load(world, number).await?;
    let request = match world.is(Mutant::ResendEachTime) {
        true => format!("resend|{number}|{}", world.now()),
        false => format!("resend|{number}"),
    };
    let row = match by_request(world, &request).await? {
        Some(row) => row,
        None => {
            let asked = vec![statement!("has_opted_out", &record.mobile, "no hash")];
            if !can_be_sent_again(record.status) || !look(world, asked).await?.is_empty() {
                return Ok(());
            }
            let again = Ask {
                request: request.clone(),
                body: String::new(),
                mobile: record.mobile,
                segments: record.segments,
                queued: false,
            };
            let resent = move |ledger: &mut Ledger, changes| match changes {
                0 => Ok(()),
                _ => ledger.resent(number),
            };
            create(world, &again, Some(number), resent).await?
        }
    };
    answered(world, &request, row).await
}

async fn answered(world: &World, request: &str, row: Sms) -> Result<(), Failed> {
    if let Some(answer) = drive(world, row).await? {
        let verdict = world.with(|inner| inner.ledger.answered(request, answer));
        world.judge(verdict);
    }
    Ok(())
}

/// As `SmsRecord` has it; nothing here is silent for 72 hours.
fn can_be_sent_again(status: Status) -> bool {
    matches!(
        status,
        Status::Unknown | Status::Rejected | Status::Failed | Status::Expired | Status::Undelivered
    )
}
