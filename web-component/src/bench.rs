//! What `tests/bench/campaign.mjs` measures: planning a campaign and recounting it, compiled as what ships is.
//!
//! Functions without arguments that need bindings: the people are made here, from a seed, so that every run has
//! the same.

use std::cell::RefCell;

use mitto_core::campaign::{Advice, Classes, Measured, Planner, Tally, Typography};
use mitto_core::ids::RecordId;
use mitto_core::template::{Fields, PersonObject, RelatedObject, Template};

/// Members of a page, as the edge reads them.
const PAGE: usize = 500;

const TEXT: &str = "Hello <%=FirstName|there%>, your order is ready, dear <%=FirstName%> <%=LastName%>. \
    You find us at Bahnhofstrasse 1, from Monday to Friday between 9 and 18. Reply STOP to opt out.";

const FIRST: [&str; 24] = [
    "Anna",
    "Jo",
    "Maximilian",
    "Eva",
    "José",
    "Zoë",
    "Li",
    "Bartholomew",
    "Noah",
    "Emma",
    "Ida",
    "Wolfgang",
    "Łukasz",
    "Иван",
    "李",
    "",
    "Björn",
    "Käthe",
    "Sebastian",
    "Mia",
    "Elisabeth",
    "Tim",
    "Olga",
    "Jean-Luc",
];

const LAST: [&str; 24] = [
    "Ng",
    "Müller",
    "Smith",
    "Lüdenscheid",
    "O'Neil",
    "Kowalski",
    "Иванов",
    "Sánchez",
    "Østergaard",
    "Papadopoulos",
    "Wang",
    "Brown",
    "Fürst",
    "d’Arcy",
    "Meier–Huber",
    "Berg",
    "Schwarzenegger",
    "Li",
    "Dvořák",
    "Rossi",
    "Roux",
    "Eriksson",
    "Featherstonehaugh",
    "[test]",
];

struct Bench {
    random: u64,
    page: Vec<(RecordId, String, String, String)>,
    planner: Option<Planner>,
    classes: Option<Classes>,
    /// What each member of the page would get, with a NUL between two.
    texts: String,
    measured: Measured,
    typed: usize,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench {
        random: 0x9e37_79b9_7f4a_7c15,
        page: Vec::new(),
        planner: None,
        classes: None,
        texts: String::new(),
        measured: Measured::default(),
        typed: 0,
    });
}

impl Bench {
    /// xorshift64 (G. Marsaglia, 2003).
    fn random(&mut self, below: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let number = (self.random >> 33) as usize;
        number.checked_rem(below).unwrap_or_default()
    }

    fn name(&mut self, of: &[&str], syllables: [&str; 4]) -> String {
        let at = self.random(of.len());
        let mut name = of.get(at).copied().unwrap_or_default().to_owned();
        for _ in 0..self.random(3) {
            let at = self.random(syllables.len());
            name.push_str(syllables.get(at).copied().unwrap_or_default());
        }
        name
    }
}

/// Begins a plan.
// Called by name: without bindings there is no other way.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn begin() -> u32 {
    BENCH.with_borrow_mut(|bench| {
        let template = Template::parse(TEXT, RelatedObject::Campaign).ok();
        let Some((template, Ok(from))) = template.map(|template| (template, "MITTO".parse()))
        else {
            return 1;
        };
        bench.classes = Some(Classes::of(template.fields()));
        bench.planner = Some(Planner::new(&from, template, Typography::Kept));
        0
    })
}

/// Makes the next page of members, as the database would give them: not a part of what is measured.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn read_page() {
    BENCH.with_borrow_mut(|bench| {
        bench.page.clear();
        for _ in 0..PAGE {
            let first = bench.name(&FIRST, ["a", "ie", "lin", "o"]);
            let last = bench.name(&LAST, ["son", "-Ott", "er", " Jr"]);
            let number = bench.random(100_000_000);
            if let Ok(id) = format!("00Q{number:015}").parse() {
                bench
                    .page
                    .push((id, format!("+4179{number:08}"), first, last));
            }
        }
    });
}

/// Plans the page: the seal, the shapes, the classes.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn plan_page() {
    BENCH.with_borrow_mut(|bench| {
        if let Some(planner) = &mut bench.planner {
            for (id, mobile, first, last) in &bench.page {
                planner.add(
                    PersonObject::Lead,
                    id,
                    mobile,
                    [first.as_str(), last.as_str()],
                );
            }
        }
    });
}

/// The plan's answer; gives its total of messages.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn answer() -> u32 {
    BENCH.with_borrow(|bench| {
        let answer = bench.planner.as_ref().map(Planner::answer);
        answer.map_or(0, |answer| answer.total_messages)
    })
}

/// Groups the page for the browser: not measured, the plan's shapes are the same.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn class_page() {
    BENCH.with_borrow_mut(|bench| {
        if let Some(classes) = &mut bench.classes {
            for (_, _, first, last) in &bench.page {
                classes.add([first.as_str(), last.as_str()]);
            }
        }
    });
}

/// Writes what each member of the page would get, for counters that have nothing but texts; where it stands.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn render_page() -> *const u8 {
    BENCH.with_borrow_mut(|bench| {
        let template = Template::parse(TEXT, RelatedObject::Campaign).ok();
        let texts = template.iter().flat_map(|template| {
            bench.page.iter().map(|(_, _, first, last)| {
                let mut fields = Fields::new();
                fields.set("FirstName", Some(first.clone()));
                fields.set("LastName", Some(last.clone()));
                template.render(&fields).text
            })
        });
        bench.texts = texts.collect::<Vec<_>>().join("\0");
        bench.texts.as_ptr()
    })
}

/// How long that is, bytes.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn rendered_bytes() -> usize {
    BENCH.with_borrow(|bench| bench.texts.len())
}

/// Gives the classes to the browser's side; says how many there are.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn open() -> u32 {
    BENCH.with_borrow_mut(|bench| {
        if let Some(classes) = &bench.classes {
            bench.measured = classes.measure();
            return classes.len() as u32;
        }
        0
    })
}

/// One key: a character more of the text, read, counted for everybody, and advised on. `mixed`: with a euro sign
/// in it, so that segments have to be packed. Gives the total of messages.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn key(mixed: u32) -> u32 {
    BENCH.with_borrow_mut(|bench| {
        let text = match mixed {
            0 => TEXT.to_owned(),
            _ => TEXT.replace("ready", "5 €"),
        };
        bench.typed = bench.typed.wrapping_add(1) % 60;
        let typed = ["!"; 60].concat();
        let text = [text.as_str(), typed.get(..bench.typed).unwrap_or_default()].concat();
        let (template, _) = Template::parse_lenient(&text, RelatedObject::Campaign);
        let tally = Tally::of(&bench.measured, &template, Typography::Kept);
        tally.map_or(0, |tally| {
            let advice = Advice::of(&bench.measured, &template, &tally);
            tally.messages.saturating_add(advice.len() as u32)
        })
    })
}
