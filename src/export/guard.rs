//! The formula guard: which cells a spreadsheet would run instead of show, and how they are made safe. After OWASP's "CSV Injection".

/// Whether a cell with this first byte may be run.
pub(super) fn is_trigger(byte: u8) -> bool {
    matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
}

/// Whether a spreadsheet would run this cell (what it says, without the quotes of CSV) were it text. A cell of nothing but signs, such as the
/// dash that stands for "missing", is not run.
pub(super) fn would_run(cell: &[u8]) -> bool {
    cell.first().is_some_and(|&b| is_trigger(b)) && !cell.iter().all(|&b| matches!(b, b'=' | b'+' | b'-' | b'@'))
}

/// Whether any field of a raw record begins with a byte that [`is_trigger`]. Quotes inside of a field may raise it in vain; it never misses one.
pub(super) fn may_hold_trigger(raw: &[u8], delimiter: u8) -> bool {
    let Some(&first) = raw.first() else { return false };
    // No early way out, so that the compiler can use vector registers.
    let inside =
        raw.iter().zip(&raw[1..]).fold(false, |any, (&before, &byte)| any | ((before == delimiter || before == b'"') & is_trigger(byte)));
    is_trigger(first) || inside
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

    #[test]
    fn a_glance_at_the_record_misses_nothing() {
        assert!(may_hold_trigger(b"=1,b", b','));
        assert!(may_hold_trigger(b"a,\"=1\"", b','));
        assert!(may_hold_trigger(b"a,b,@c", b','));
        assert!(!may_hold_trigger(b"a-b,c=d,e+f@g", b','));
        assert!(!may_hold_trigger(b"", b','));
    }
}
