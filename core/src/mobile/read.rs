//! Numbers as people write them, read with every numbering plan.

use super::number::{Mobile, MobileError};
use super::plan::Plan;
use super::region::Region;
use super::written::{self, Written};

#[cfg(test)]
mod tests;

/// Longest input that is looked at, bytes: the most libphonenumber itself reads.
const INPUT_LIMIT: usize = 250;

/// Fewer digits, the calling code among them, are no number.
const SHORTEST_CODED: usize = 3;

/// How long a number without its calling code may be; 15 digits with it is the rule, and Germany has longer ones.
const NATIONAL: core::ops::RangeInclusive<usize> = 2..=17;

impl Mobile {
    /// Reads a number as a person or a CRM wrote it. Without a country code it is a number of
    /// `region`.
    ///
    /// Accepted is what a handset may have: mobile numbers, and numbers of plans that do not tell
    /// mobile from fixed (North America). A fixed line, a service or a pager is refused: an SMS
    /// to it would be paid for and arrive nowhere. Which of these it is, or whether nobody has it, is not known: the
    /// numbers of fixed lines alone would be a third of all plans.
    ///
    /// # Errors
    /// See [`MobileError`].
    pub fn parse(written: &str, region: Region) -> Result<Mobile, MobileError> {
        let written = written.trim();
        if written.is_empty() {
            return Err(MobileError::Empty);
        }
        if written.len() > INPUT_LIMIT {
            return Err(MobileError::NotANumber);
        }
        let number =
            written::read(written).and_then(|written| place(&written, Plan::of_region(region)));
        let (code, national) = number.ok_or(MobileError::NotANumber)?;
        is_reached(code, &national)?;
        ["+", code, &national].concat().parse()
    }
}

impl Region {
    /// Whether the region has a numbering plan.
    pub fn is_known(self) -> bool {
        Plan::of_region(self).is_some()
    }
}

#[cfg(test)]
impl Region {
    /// What stands before its numbers.
    pub(crate) fn calling_code(self) -> Option<u16> {
        Plan::of_region(self)?.code.parse().ok()
    }
}

/// The calling code, and the number without it and without what is dialled before it.
fn place(written: &Written, home: Option<Plan>) -> Option<(&'static str, String)> {
    let digits = written.digits.as_str();
    let (plan, digits) = match (written.plus, home) {
        (true, _) if digits.len() < SHORTEST_CODED => return None,
        (true, home) => coded(digits)
            // "+00 41 …": a plus, and what is dialled in its place.
            .or_else(|| home.and_then(|home| dialled(digits, home).ok()?))?,
        (false, None) => return None,
        (false, Some(home)) => dialled(digits, home)
            .ok()?
            .unwrap_or_else(|| (home, digits.to_owned())),
    };
    let short = plan.without_trunk(&digits);
    let national = match plan.is_long_enough(&short) {
        true => short,
        false => digits,
    };
    NATIONAL
        .contains(&national.len())
        .then_some((plan.code, national))
}

/// A number that begins with its calling code.
fn coded(digits: &str) -> Option<(Plan, String)> {
    let plan = Plan::of_digits(digits).next()?;
    let behind = digits.get(plan.code.len()..)?;
    (digits.len() >= SHORTEST_CODED).then(|| (plan, behind.to_owned()))
}

/// What is dialled at home; nothing, where that is a number without a calling code.
fn dialled(digits: &str, home: Plan) -> Result<Option<(Plan, String)>, MobileError> {
    if let Some(behind) = home.dialled_abroad(digits) {
        return coded(behind).map(Some).ok_or(MobileError::NotANumber);
    }
    // "41 79 …", without the plus: only where it makes a number of what is none.
    let behind = digits.strip_prefix(home.code);
    let short = behind.map(|behind| home.without_trunk(behind));
    Ok(short
        .filter(|short| {
            let mended = !home.may_have(digits) && home.may_have(short);
            mended || home.is_too_long(digits)
        })
        .and_then(|short| Some((Plan::of_digits(home.code).next()?, short))))
}

/// Whether a handset may have the number: asked in the order of the plans with this calling code, until one of them has
/// it or knows it by its beginning.
fn is_reached(code: &str, national: &str) -> Result<(), MobileError> {
    let mut may_be = false;
    for plan in Plan::of_digits(code) {
        if plan.reaches(national) {
            return Ok(());
        }
        may_be |= plan.may_have(national);
        if plan.is_told_by_its_beginning(national) {
            break;
        }
    }
    Err(match may_be {
        true => MobileError::NotMobile,
        false => MobileError::NotANumber,
    })
}
