//! The dictionary of a text column as it is written: quoted and guarded once per entry, not per row.

/// At the end, so that every entry can be copied in blocks.
const SLACK: usize = 16;

/// Cells as they are written, in order.
pub(super) struct Entries {
    bytes: Vec<u8>,
    /// Where each entry ends, and whether the guard changed it.
    ends: Vec<(usize, bool)>,
    longest: usize,
}

impl FromIterator<(Vec<u8>, bool)> for Entries {
    /// From each cell, and whether the guard changed it.
    fn from_iter<I: IntoIterator<Item = (Vec<u8>, bool)>>(cells: I) -> Entries {
        let mut entries = Entries { bytes: Vec::new(), ends: Vec::new(), longest: 0 };
        for (cell, guarded) in cells {
            entries.bytes.extend_from_slice(&cell);
            entries.ends.push((entries.bytes.len(), guarded));
            entries.longest = entries.longest.max(cell.len());
        }
        entries.bytes.extend_from_slice(&[0; SLACK]);
        entries
    }
}

impl Entries {
    /// Length of the longest entry in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Adds an entry to `out`; says whether the guard changed it.
    #[inline(always)]
    pub fn write(&self, entry: usize, out: &mut Vec<u8>) -> bool {
        let (end, guarded) = self.ends[entry];
        let start = if entry == 0 { 0 } else { self.ends[entry - 1].0 };
        let written = out.len() + (end - start);
        // Blocks of one size are copied without a call.
        for block in self.bytes[start..end + SLACK - 1].as_chunks::<SLACK>().0 {
            out.extend_from_slice(block);
        }
        out.truncate(written);
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_written_as_they_are() {
        let cells: Vec<Vec<u8>> = [0, 1, 15, 16, 17, 31, 32, 33, 0].iter().enumerate().map(|(i, &n)| vec![b'a' + i as u8; n]).collect();
        let entries: Entries = cells.iter().enumerate().map(|(i, cell)| (cell.clone(), i % 2 == 0)).collect();
        for (i, cell) in cells.iter().enumerate() {
            let mut out = b"x".to_vec();
            assert_eq!(entries.write(i, &mut out), i % 2 == 0);
            assert_eq!(out[1..], cell[..]);
        }
        assert_eq!(entries.longest(), 33);
    }
}
