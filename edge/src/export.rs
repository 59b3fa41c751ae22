//! `GET /api/sms.csv`: a view of the SMS list as a file, written as it is read. Only one page of it
//! is in memory, however long it is: a write waits until the caller has taken the one before.

use mitto_core::api::{Claims, SmsRow};
use mitto_core::csv::{BOM, push_line};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;
use worker::Request;
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen_futures::spawn_local;
use worker::web_sys::{TransformStream, WritableStreamDefaultWriter};

use crate::error::Failure;
use crate::filter::Filter;
use crate::js;
use crate::query::Query;
use crate::router::{App, Reply};
use crate::sms;

/// Rows of a piece.
const PIECE: u32 = 500;

const HEADER: [&str; 9] = [
    "SMS ID",
    "Status",
    "Messages",
    "To",
    "From",
    "Object",
    "Record ID",
    "Text",
    "Created",
];

pub(crate) async fn csv(app: App, claims: Claims, request: &Request) -> Result<Reply, Failure> {
    let mut known = Filter::NAMES.to_vec();
    known.push("sort");
    let query = Query::of(request, &known)?;
    let rising = sms::rising(&query)?;
    let filter = Filter::of(&app, &claims, &query).await?;
    // Before the answer begins: what fails now can still be said.
    let first = sms::page(&app, &filter, None, rising, PIECE).await?;
    let date = to_rfc3339(filter.now);
    let name = [
        "attachment; filename=\"mitto-sms-",
        date.get(..10).unwrap_or_default(),
        ".csv\"",
    ];
    file(
        "text/csv; charset=utf-8",
        name.concat(),
        async move |file| write(&app, &filter, rising, first, file).await,
    )
}

/// A file that is being written.
pub(crate) struct File(WritableStreamDefaultWriter);

impl File {
    /// Waits until the caller has taken what was written before.
    pub(crate) async fn write(&self, piece: &str) -> Result<(), Failure> {
        let bytes = Uint8Array::from(piece.as_bytes());
        js::settled(Ok(self.0.write_with_chunk(&bytes))).await?;
        Ok(())
    }
}

/// The answer that is a file, written while it is sent.
pub(crate) fn file<W>(kind: &str, disposition: String, write: W) -> Result<Reply, Failure>
where
    W: AsyncFnOnce(&File) -> Result<(), Failure> + 'static,
{
    let pipe = TransformStream::new()?;
    let file = File(pipe.writable().get_writer()?);
    spawn_local(async move {
        // Whoever goes away in the middle breaks a write off, which ends the reading too. A reading
        // that fails breaks the answer off: a file that only looks whole would be worse.
        let _ = match write(&file).await {
            Ok(()) => js::settled(Ok(file.0.close())).await,
            Err(_) => js::settled(Ok(file.0.abort())).await,
        };
    });
    let mut reply = Reply::empty(200)
        .with("content-type", kind)
        .with("content-disposition", disposition);
    reply.stream = Some(pipe.readable());
    Ok(reply)
}

async fn write(
    app: &App,
    filter: &Filter,
    rising: bool,
    first: (Vec<SmsRow>, Option<u32>),
    file: &File,
) -> Result<(), Failure> {
    let mut piece = BOM.to_owned();
    push_line(&mut piece, &HEADER);
    let (mut rows, mut cursor) = first;
    loop {
        for row in &rows {
            push_row(&mut piece, row);
        }
        file.write(&piece).await?;
        if cursor.is_none() {
            return Ok(());
        }
        piece.clear();
        (rows, cursor) = sms::page(app, filter, cursor, rising, PIECE).await?;
    }
}

fn push_row(file: &mut String, row: &SmsRow) {
    let cells = [row.id.to_string(), row.number_of_messages.to_string()];
    let [id, messages] = &cells;
    push_line(
        file,
        &[
            id,
            row.status.as_str(),
            messages,
            &row.to,
            &row.from,
            row.object.map_or("", PersonObject::as_str),
            row.record_id.as_ref().map_or("", |id| id.as_str()),
            &row.text,
            &row.created_at,
        ],
    );
}
