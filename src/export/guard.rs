//! The formula guard: which cells a spreadsheet would run instead of show, and how they are made safe. After OWASP's "CSV Injection".

/// The first bytes of cells that may be run.
pub(super) const TRIGGERS: [u8; 6] = *b"=+-@\t\r";

/// Whether a byte is one of the [`TRIGGERS`] that alone make a text that is not run.
pub(super) fn is_sign(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@')
}

/// Whether a spreadsheet would run this cell (what it says, without the quotes of CSV) were it text. A cell of nothing but signs, such as the
/// dash that stands for "missing", is not run.
pub(super) fn would_run(cell: &[u8]) -> bool {
    cell.first().is_some_and(|b| TRIGGERS.contains(b)) && !cell.iter().all(|&b| is_sign(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_spreadsheet_would_run() {
        for cell in ["=1+1", "+44 20 7946", "-cmd", "@SUM(A1)", "\tx", "\r=1", "=-1"] {
            assert!(would_run(cell.as_bytes()), "{cell:?}");
        }
        for cell in ["", "-", "--", "a=b", " =1", "1-2", "'=1"] {
            assert!(!would_run(cell.as_bytes()), "{cell:?}");
        }
    }
}
