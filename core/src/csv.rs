//! Tables as CSV (RFC 4180), for a spreadsheet to open.

/// What a file begins with, so that Excel reads it as UTF-8.
pub const BOM: &str = "\u{feff}";

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
    let guard = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
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
}
