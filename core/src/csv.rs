//! Tables as CSV (RFC 4180), for a spreadsheet to open.

/// What a file begins with, so that Excel reads it as UTF-8.
pub const BOM: &str = "\u{feff}";

/// How a formula begins.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Adds a line of these cells.
///
/// A cell that begins as a formula does gets an apostrophe in front, which a spreadsheet takes for
/// "this is text": whoever replies to an SMS must not compute on the reader's machine.
pub fn push_line(file: &mut String, cells: &[&str]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        push_cell(file, cell);
    }
    file.push_str("\r\n");
}

fn push_cell(file: &mut String, cell: &str) {
    let guard = cell.starts_with(FORMULA);
    let quoted = cell.contains([',', '"', '\r', '\n', '\t', ';']);
    if quoted {
        file.push('"');
    }
    if guard {
        file.push('\'');
    }
    for letter in cell.chars() {
        if letter == '"' {
            file.push('"');
        }
        file.push(letter);
    }
    if quoted {
        file.push('"');
    }
}

/// The cells of a line; none where a quotation mark is not closed. The apostrophe that [`push_line`] puts
/// in front of what looks like a formula is taken off again.
pub fn read_line(line: &str, delimiter: char) -> Option<Vec<String>> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            letter if letter == delimiter && !quoted => cells.push(unguarded(&mut cell)),
            letter => cell.push(letter),
        }
    }
    cells.push(unguarded(&mut cell));
    (!quoted).then_some(cells)
}

fn unguarded(cell: &mut String) -> String {
    let cell = std::mem::take(cell);
    match cell.strip_prefix('\'') {
        Some(bare) if bare.starts_with(FORMULA) => bare.to_owned(),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut file = String::new();
        push_line(&mut file, cells);
        file
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(line(&["a", "", "Grüezi 😀"]), "a,,Grüezi 😀\r\n");
        assert_eq!(
            line(&["a,b", "say \"hi\""]),
            "\"a,b\",\"say \"\"hi\"\"\"\r\n"
        );
        assert_eq!(line(&["one\ntwo\r\n"]), "\"one\ntwo\r\n\"\r\n");
        // Where the comma is the decimal sign, the semicolon cuts cells.
        assert_eq!(line(&["a;=1"]), "\"a;=1\"\r\n");
        assert_eq!(line(&[]), "\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+41791234567", "'+41791234567"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("=A1,\"x\"", "\"'=A1,\"\"x\"\"\""),
            ("1+1=2", "1+1=2"),
            ("a@b", "a@b"),
        ] {
            assert_eq!(line(&[cell]), [safe, "\r\n"].concat(), "{cell}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let cells = ["", "+41791234567", "a \"b\", c", "x\ny", "'", "'x", "=1;2"];
        let mut line = String::new();
        push_line(&mut line, &cells);
        let read = read_line(line.trim_end_matches("\r\n"), ',').unwrap();
        assert_eq!(read, cells);
        assert_eq!(read_line("a,\"b", ','), None);
    }
}
