//! `GET /api/sms.csv`: a view of the SMS list as a file, written as it is read. Only one page of it
//! is in memory, however long it is: a write waits until the caller has taken the one before.

use mitto_core::api::{Claims, Column, SmsRow};
use mitto_core::csv::{BOM, push_line};
use mitto_core::template::PersonObject;
use mitto_core::time::to_rfc3339;

pub(crate) use crate::border::File;
use crate::border::Request;
use crate::error::Failure;
use crate::filter::Filter;
use crate::list_views;
use crate::router::{App, Reply};
use crate::sms;

/// Rows of a piece.
const PIECE: u32 = 500;

pub(crate) async fn csv(app: App, claims: Claims, request: &Request) -> Result<Reply, Failure> {
    let query = list_views::asked(&app, &claims, request, &["sort", "columns"]).await?;
    let columns = match query.get("columns") {
        None => Column::USUAL.to_vec(),
        Some(words) => Column::read(words.split(','))?,
    };
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
        async move |file| write(&app, &filter, rising, &columns, first, file).await,
    )
}

/// The answer that is a file, written while it is sent.
pub(crate) fn file<W>(kind: &str, disposition: String, write: W) -> Result<Reply, Failure>
where
    W: AsyncFnOnce(&File) -> Result<(), Failure> + 'static,
{
    let mut reply = Reply::empty(200)
        .with("content-type", kind)
        .with("content-disposition", disposition);
    // Whoever goes away in the middle breaks a write off, which ends the reading too. A reading
    // that fails breaks the answer off.
    reply.file = Some(Box::pin(async move {
        let file = File;
        let is_whole = write(&file).await.is_ok();
        file.end(is_whole).await;
    }));
    Ok(reply)
}

async fn write(
    app: &App,
    filter: &Filter,
    rising: bool,
    columns: &[Column],
    first: (Vec<SmsRow>, Option<u32>),
    file: &File,
) -> Result<(), Failure> {
    let mut piece = BOM.to_owned();
    push_header(&mut piece, columns);
    let (mut rows, mut cursor) = first;
    loop {
        for row in &rows {
            push_row(&mut piece, row, columns);
        }
        file.write(&piece).await?;
        if cursor.is_none() {
            return Ok(());
        }
        piece.clear();
        (rows, cursor) = sms::page(app, filter, cursor, rising, PIECE).await?;
    }
}

/// A person has two cells: the id for programs, the name for people.
fn push_header(file: &mut String, columns: &[Column]) {
    let mut cells = Vec::new();
    for column in columns {
        match column {
            Column::Lead => cells.extend(["Lead ID", "Lead"]),
            Column::Contact => cells.extend(["Contact ID", "Contact"]),
            _ => cells.push(column.label()),
        }
    }
    push_line(file, &cells);
}

fn push_row(file: &mut String, row: &SmsRow, columns: &[Column]) {
    let (id, messages) = (row.id.to_string(), row.number_of_messages.to_string());
    let mut cells = Vec::new();
    let person = |object| match (&row.record_id, row.object == Some(object)) {
        (Some(id), true) => [id.as_str(), row.record_name.as_deref().unwrap_or_default()],
        _ => ["", ""],
    };
    for column in columns {
        cells.push(match column {
            Column::Id => &id,
            Column::Text => &row.text,
            Column::Status => row.status.as_str(),
            Column::Messages => &messages,
            Column::To => &row.to,
            Column::From => &row.from,
            Column::Lead => {
                cells.extend(person(PersonObject::Lead));
                continue;
            }
            Column::Contact => {
                cells.extend(person(PersonObject::Contact));
                continue;
            }
            Column::Campaign => row.campaign.as_deref().unwrap_or_default(),
            Column::Created => &row.created_at,
            Column::CreatedBy => &row.created_by,
            Column::Updated => &row.updated_at,
        });
    }
    push_line(file, &cells);
}
