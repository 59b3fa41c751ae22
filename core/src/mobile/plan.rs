//! Numbering plans: what numbers a country has, and how they are dialled.

use super::pattern::{self, is_all};
use super::plans::PLANS;
use super::region::Region;

/// One line of [`PLANS`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The country calling code: what stands behind the plus.
    pub(super) code: &'static str,
    /// What is dialled there before a calling code.
    abroad: &'static str,
    /// What is dialled there before a number of the same country.
    trunk: &'static str,
    /// What becomes of it; where empty, it is taken off.
    becomes: &'static str,
    /// How its numbers begin, where another plan has the same calling code.
    begins: &'static str,
    lengths: Lengths,
    /// Every number it may have.
    general: &'static str,
    /// Premium rate, toll free, shared cost: where one of them would be taken for what follows.
    services: &'static str,
    /// Over the internet, personal.
    net: &'static str,
    /// Pager, company, voice mail: where one of them would be taken for what follows.
    company: &'static str,
    /// Mobile, and fixed where nothing tells it from mobile.
    mobile: &'static str,
}

/// Which lengths numbers have: bit n for n digits.
#[derive(Clone, Copy, Debug, Default)]
struct Lengths {
    whole: u32,
    /// Without the area code, among neighbours.
    local: u32,
}

impl Plan {
    /// The plan of a region.
    pub(super) fn of_region(region: Region) -> Option<Plan> {
        let wanted = region.as_str();
        let of = |line: &&&str| {
            let region = line.split_once(' ').map(|(_, region)| region);
            region
                .and_then(|region| region.strip_prefix(wanted))
                .is_some()
        };
        PLANS.iter().find(of).and_then(|line| Plan::read(line))
    }

    /// The plans that have the calling code these digits begin with, the main one first. No code is the beginning of
    /// another one.
    pub(super) fn of_digits(digits: &str) -> impl Iterator<Item = Plan> {
        let code = |line: &&'static str| line.split(' ').next().unwrap_or_default();
        let behind = PLANS.partition_point(|line| code(line) <= digits);
        let last = behind.checked_sub(1).and_then(|last| PLANS.get(last));
        let wanted = last.map(code).filter(|code| digits.starts_with(code));
        let from = wanted.map_or(behind, |wanted| {
            PLANS.partition_point(|line| code(line) < wanted)
        });
        let lines = PLANS.get(from..behind).unwrap_or_default();
        lines.iter().filter_map(|line| Plan::read(line))
    }

    fn read(line: &'static str) -> Option<Plan> {
        let mut words = line.split(' ').map(|word| word.trim_start_matches('-'));
        let mut word = || words.next();
        // The region is looked for in the line.
        let (code, _) = (word()?, word()?);
        let (abroad, trunk, becomes, begins) = (word()?, word()?, word()?, word()?);
        let lengths = Lengths {
            whole: u32::from_str_radix(word()?, 16).unwrap_or(0),
            local: u32::from_str_radix(word()?, 16).unwrap_or(0),
        };
        Some(Plan {
            code,
            abroad,
            trunk,
            becomes,
            begins,
            lengths,
            general: word()?,
            services: word()?,
            net: word()?,
            company: word()?,
            mobile: word()?,
        })
    }

    /// Whether it may have this number at all.
    pub(super) fn may_have(&self, national: &str) -> bool {
        !self.general.is_empty() && is_all(self.general, national)
    }

    /// Whether this is longer than any of its numbers.
    pub(super) fn is_too_long(&self, national: &str) -> bool {
        let longer = self.lengths.whole.checked_shr(length(national));
        !self.lengths.has_local(national) && longer.unwrap_or(0) == 0
    }

    /// Whether this is as long as some of its numbers, or longer.
    pub(super) fn is_long_enough(&self, national: &str) -> bool {
        let whole = self
            .lengths
            .whole
            .checked_shr(length(national))
            .unwrap_or(0);
        !self.lengths.has_local(national) && (whole & 1 == 1 || whole == 0)
    }

    /// Whether numbers of this plan begin so, where others have the same calling code.
    pub(super) fn is_told_by_its_beginning(&self, national: &str) -> bool {
        !self.begins.is_empty() && pattern::at_start(self.begins, national).is_some()
    }

    /// Whether it is the number of a handset.
    pub(super) fn reaches(&self, national: &str) -> bool {
        let is = |pattern: &str| !pattern.is_empty() && is_all(pattern, national);
        self.may_have(national)
            && !is(self.services)
            && (is(self.net) || (!is(self.company) && is(self.mobile)))
    }

    /// What stands behind that which is dialled there before a calling code, if it was dialled. No calling code begins
    /// with a 0.
    pub(super) fn dialled_abroad<'d>(&self, digits: &'d str) -> Option<&'d str> {
        if self.abroad.is_empty() {
            return None;
        }
        let found = pattern::at_start(self.abroad, digits)?;
        let behind = digits.get(found.whole.len()..)?;
        (!behind.starts_with('0')).then_some(behind)
    }

    /// The number without what is dialled before it in its country. Whoever has a number without taking anything off
    /// keeps it, unless what is left is one as well.
    pub(super) fn without_trunk(&self, digits: &str) -> String {
        let found = match digits.is_empty() || self.trunk.is_empty() {
            true => None,
            false => pattern::at_start(self.trunk, digits),
        };
        let Some(found) = found else {
            return digits.to_owned();
        };
        let behind = digits.get(found.whole.len()..).unwrap_or_default();
        let took = |group: Option<&'_ str>| group.is_some_and(|group| !group.is_empty());
        let [first, second] = found.groups;
        let rewritten = !self.becomes.is_empty()
            && first.is_some()
            && (took(second) || took(first) && second.is_none());
        let left = match rewritten {
            false => behind.to_owned(),
            true => {
                let group = |mark| if mark == 'a' { first } else { second };
                let mut left = String::new();
                for mark in self.becomes.chars() {
                    match mark {
                        'a' | 'b' => left.push_str(group(mark).unwrap_or_default()),
                        digit => left.push(digit),
                    }
                }
                left.push_str(behind);
                left
            }
        };
        match self.may_have(digits) && !self.may_have(&left) {
            true => digits.to_owned(),
            false => left,
        }
    }
}

impl Lengths {
    fn has_local(self, national: &str) -> bool {
        let local = self.local.checked_shr(length(national));
        local.is_some_and(|local| local & 1 == 1)
    }
}

fn length(national: &str) -> u32 {
    u32::try_from(national.len()).unwrap_or(u32::MAX)
}
