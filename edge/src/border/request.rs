//! A request and its answer.

use super::deeds::{Call, Calling, Tell, Thrown, Value, call, taken, tell, told};
use crate::address::Address;
use crate::error::Failure;

/// What comes in smaller pieces over the network is put together to so much.
const PIECE_BYTES: i64 = 65_536;

/// The request that is worked for. Its headers and its body are fetched when they are wanted.
pub(crate) struct Request {
    method: String,
    address: Address,
}

impl Request {
    /// What is laid down of it: method and address.
    pub(super) fn read(length: i32) -> Request {
        let line = String::from_utf8(taken(length).unwrap_or_default()).unwrap_or_default();
        let (method, address) = line.split_once(' ').unwrap_or_default();
        Request {
            method: method.to_owned(),
            address: Address::from(address),
        }
    }

    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        told(Tell::Header, &[name.into()])
    }

    /// The whole body, which is known to be short enough.
    pub(crate) async fn bytes(&mut self) -> Result<Vec<u8>, Thrown> {
        Ok(call(Call::WholeBody, &[]).await?.unwrap_or_default())
    }

    /// More of a body of any length; nothing at its end.
    pub(crate) fn next_piece(&mut self) -> Calling {
        call(Call::NextPiece, &[Value::Number(PIECE_BYTES)])
    }

    /// The body, or nothing if it is longer than that.
    pub(crate) fn bytes_up_to(&mut self, limit: usize) -> Calling {
        call(Call::BodyUpTo, &[Value::Number(limit as i64)])
    }
}

/// Answers. Of a file only the headers: it is written then.
pub(crate) fn respond<'a>(
    status: u16,
    is_file: bool,
    body: &[u8],
    headers: impl Iterator<Item = &'a (&'static str, String)>,
) {
    let mut values = vec![status.into(), is_file.into(), Value::Bytes(body)];
    for (name, value) in headers {
        values.extend([Value::from(*name), value.into()]);
    }
    tell(Tell::Respond, &values);
}

/// The answer that is a file, written while it is sent.
pub(crate) struct File;

impl File {
    /// Waits until the caller has taken what was written before.
    pub(crate) async fn write(&self, piece: &str) -> Result<(), Failure> {
        call(Call::Write, &[Value::Bytes(piece.as_bytes())]).await?;
        Ok(())
    }

    /// The end of it. A file that is not whole is broken off: one that only looks whole would be worse.
    pub(crate) async fn end(self, is_whole: bool) {
        let how = match is_whole {
            true => Call::Close,
            false => Call::Abort,
        };
        // Whoever went away in the middle needs no end.
        let _ = call(how, &[]).await;
        tell(Tell::Done, &[]);
    }
}
