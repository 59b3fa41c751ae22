//! What the platform is asked to do: a call is waited for, a tell is done at once.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll};

use serde_json::Value as Json;

use super::foreign::{self, Wire};
use super::tasks;
use crate::error::Failure;

/// Lists deeds, each under the number that the list in `edge/js/platform.js` gives it.
macro_rules! deeds {
    ($(#[$about:meta])* $name:ident { $($(#[$deed_about:meta])* $deed:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub(crate) enum $name {
            $($(#[$deed_about])* $deed),+
        }

        impl $name {
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($deed)),+];
        }
    };
}

deeds! {
    /// What is waited for.
    Call {
        /// Statements, each its SQL, how many values it has, and the values; D1's answers.
        Query,
        /// The same, without an answer.
        Perform,
        GetItem,
        /// The values of all items whose key begins so, a JSON array.
        ListItems,
        PutItem,
        DeleteItem,
        Enqueue,
        WholeBody,
        /// Nothing, if it is longer.
        BodyUpTo,
        /// Nothing, at its end.
        NextPiece,
        /// Another server.
        Reach,
        /// Nothing, if there is no such page.
        AnswerWithPage,
        Write,
        Close,
        Abort,
        Sleep,
        /// Until it is woken, which another event does.
        Wait,
        /// A value, if the signature holds.
        Verify,
        /// A signature by a private key.
        Sign,
        /// A gateway's signature, by a hash that the wasm has no use for besides.
        Hmac,
    }
}

deeds! {
    /// What is done at once.
    Tell {
        Variables,
        Header,
        Respond,
        Done,
        KeepGoing,
        /// The number of a new event.
        After,
        HandBack,
        StopClock,
        /// Goes on with waits, by their numbers.
        Wake,
        Random,
        Log,
        OnLines,
        /// How many seconds a time zone is ahead of UTC at an instant; nothing, if there is no such zone.
        Ahead,
    }
}

/// What the platform says of a deed that failed.
#[derive(Debug)]
pub(crate) struct Thrown(pub(crate) String);

impl From<Thrown> for Failure {
    fn from(thrown: Thrown) -> Failure {
        Failure::internal(thrown.0)
    }
}

/// A value that goes over.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    /// JavaScript's numbers are exact up to 2^53: milliseconds fit.
    Number(i64),
    Null,
}

impl Value<'_> {
    fn wire(&self) -> Wire {
        let memory =
            |kind, bytes: &[u8]| [kind, bytes.as_ptr() as usize as f64, bytes.len() as f64];
        match *self {
            Value::Null => [0.0; 3],
            Value::Number(number) => [1.0, number as f64, 0.0],
            Value::Text(text) => memory(2.0, text.as_bytes()),
            Value::Bytes(bytes) => memory(3.0, bytes),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value::Text(text)
    }
}

/// Numbers that are smaller.
macro_rules! numbers {
    ($($type:ty),+) => {
        $(impl From<$type> for Value<'_> {
            fn from(number: $type) -> Self {
                Value::Number(number.into())
            }
        })+
    };
}
numbers!(i64, u32, u16, u8, bool);

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Value<'a> {
        value.map_or(Value::Null, Into::into)
    }
}

/// What a deed answers.
pub(crate) type Answer = Option<Vec<u8>>;

/// Takes what was laid down for us.
pub(super) fn taken(length: i32) -> Answer {
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    foreign::take(bytes.as_mut_ptr());
    Some(bytes)
}

/// Has something done at once; what it answers.
pub(crate) fn tell(what: Tell, values: &[Value<'_>]) -> Answer {
    taken(tell_number(what, values))
}

/// The same, of a deed that answers with a number or with nothing.
pub(super) fn tell_number(what: Tell, values: &[Value<'_>]) -> i32 {
    let wire: Vec<Wire> = values.iter().map(Value::wire).collect();
    foreign::tell(what as u32, tasks::running(), wire.as_ptr(), wire.len())
}

/// A call whose answer has not been taken.
struct Pending {
    number: u32,
    task: u32,
    answer: Option<Result<Answer, Thrown>>,
}

thread_local! {
    static PENDING: RefCell<Vec<Pending>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Begins something; the values have gone over when this returns.
pub(crate) fn call(what: Call, values: &[Value<'_>]) -> Calling {
    let number = LAST.get().wrapping_add(1);
    LAST.set(number);
    let task = tasks::running();
    PENDING.with_borrow_mut(|pending| {
        pending.push(Pending {
            number,
            task,
            answer: None,
        });
    });
    let wire: Vec<Wire> = values.iter().map(Value::wire).collect();
    foreign::call(what as u32, number, task, wire.as_ptr(), wire.len());
    Calling(number)
}

/// A call that is waited for, in the task that made it.
pub(crate) struct Calling(u32);

impl Calling {
    /// What [`Tell::Wake`] knows it by.
    pub(crate) fn number(&self) -> u32 {
        self.0
    }
}

impl Future for Calling {
    type Output = Result<Answer, Thrown>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = PENDING.with_borrow_mut(|pending| {
            let mut all = pending.iter_mut();
            all.find(|call| call.number == self.0)?.answer.take()
        });
        answer.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        PENDING.with_borrow_mut(|pending| pending.retain(|call| call.number != self.0));
    }
}

/// The answer of a call is there: whoever waits goes on. Of one that nobody waits for any more, nothing follows.
pub(super) fn settle(number: u32, failed: bool, answer: Answer) {
    let task = PENDING.with_borrow_mut(|pending| {
        let call = pending.iter_mut().find(|call| call.number == number)?;
        call.answer = Some(match failed {
            false => Ok(answer),
            true => Err(Thrown(words(answer).unwrap_or_default())),
        });
        Some(call.task)
    });
    if let Some(task) = task {
        tasks::poll(task);
    }
}

/// JavaScript encodes its texts itself: they are UTF-8.
fn words(answer: Answer) -> Option<String> {
    String::from_utf8(answer?).ok()
}

/// Has something done whose answer is of no interest.
pub(crate) async fn perform(what: Call, values: &[Value<'_>]) -> Result<(), Failure> {
    call(what, values).await?;
    Ok(())
}

/// A text, or nothing.
pub(crate) async fn text(what: Call, values: &[Value<'_>]) -> Result<Option<String>, Failure> {
    Ok(words(call(what, values).await?))
}

/// What is answered in JSON.
pub(crate) async fn json(what: Call, values: &[Value<'_>]) -> Result<Json, Failure> {
    let answer = call(what, values).await?;
    Ok(serde_json::from_slice(&answer.unwrap_or_default())?)
}

/// A text that is there at once.
pub(crate) fn told(what: Tell, values: &[Value<'_>]) -> Option<String> {
    words(tell(what, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_count_alike() {
        let script = include_str!("../../js/platform.js");
        for (list, ours) in [("CALLS", Call::NAMES), ("TELLS", Tell::NAMES)] {
            let (_, list) = script
                .split_once(&format!("export const {list} = ["))
                .unwrap();
            let (list, _) = list.split_once(']').unwrap();
            let names = list
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            let names: Vec<String> = names
                .map(|name| [&name[..1].to_uppercase(), &name[1..]].concat())
                .collect();
            assert_eq!(names, ours);
        }
    }

    #[test]
    fn a_call_is_answered_once_and_forgotten() {
        let mut call = call(Call::GetItem, &["key".into()]);
        let mut poll =
            || Pin::new(&mut call).poll(&mut Context::from_waker(std::task::Waker::noop()));
        assert!(poll().is_pending());
        settle(LAST.get(), false, Some(b"value".to_vec()));
        assert!(matches!(poll(), Poll::Ready(Ok(Some(bytes))) if bytes == b"value"));
        drop(call);
        assert!(PENDING.with_borrow(Vec::is_empty));
        // Late, or twice: nothing follows.
        settle(LAST.get(), true, None);
    }

    #[test]
    fn values_go_over_as_they_are() {
        let text = "é";
        let [kind, place, length] = Value::from(text).wire();
        assert_eq!((kind, length), (2.0, 2.0));
        assert_eq!(place, text.as_ptr() as usize as f64);
        assert_eq!(Value::from(7_u8).wire(), [1.0, 7.0, 0.0]);
        assert_eq!(Value::from(true).wire(), [1.0, 1.0, 0.0]);
        assert_eq!(Value::from(None::<&str>).wire(), [0.0; 3]);
    }
}
