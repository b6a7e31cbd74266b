//! Where a row of the table stands, for any number of rows. Pure: knows no element.
//!
//! Browsers hold no element much higher than 17 million pixels, so a long table is squeezed into [`TALLEST`]. A small move of the
//! scroll position then still moves the rows by as many pixels; only a jump (of the scrollbar's thumb, say) is scaled.

/// Height of a row in pixels; the style sheet has the same in `--row`.
pub const ROW: f64 = 26.0;

/// Greatest height given to the scrolled element, below what any browser holds.
const TALLEST: f64 = 15_000_000.0;

/// The scroll state of one table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scroll {
    rows: usize,
    /// Height of what is visible, without the header.
    height: f64,
    /// The scroll position that the browser reported last.
    top: f64,
    /// The pixel of the unsqueezed table that stands at `top`.
    at: f64,
}

impl Scroll {
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        self.at = self.at.min(self.last_at());
    }

    pub fn set_height(&mut self, height: f64) {
        self.height = height.max(ROW);
        self.at = self.at.min(self.last_at());
    }

    /// Height for the scrolled element.
    pub fn total_height(&self) -> f64 {
        self.whole().min(TALLEST)
    }

    fn whole(&self) -> f64 {
        self.rows as f64 * ROW
    }

    fn last_at(&self) -> f64 {
        (self.whole() - self.height).max(0.0)
    }

    fn last_top(&self) -> f64 {
        (self.total_height() - self.height).max(0.0)
    }

    /// Whether the first row is where it is shown first.
    pub fn at_top(&self) -> bool {
        self.top == 0.0
    }

    /// The browser has scrolled to `top`.
    pub fn scrolled(&mut self, top: f64) {
        let moved = top - self.top;
        self.top = top;
        let last_top = self.last_top();
        self.at = if self.whole() <= TALLEST {
            top
        } else if top <= 0.0 {
            0.0
        } else if top >= last_top - 1.0 {
            self.last_at()
        } else if moved.abs() <= 4.0 * self.height {
            self.at + moved
        } else {
            top / last_top * self.last_at()
        }
        .clamp(0.0, self.last_at());
    }

    /// The first row of which some pixel is visible, and the one after the last.
    pub fn visible(&self) -> (usize, usize) {
        let first = (self.at / ROW).floor() as usize;
        let end = ((self.at + self.height) / ROW).ceil() as usize;
        (first.min(self.rows), end.min(self.rows))
    }

    /// The rows that are wholly visible, counting from 1, as they are told; None without rows.
    pub fn told(&self) -> Option<(usize, usize)> {
        let first = (self.at / ROW + 0.5).floor() as usize + 1;
        let last = ((self.at + self.height) / ROW + 0.5).floor() as usize;
        (self.rows > 0).then(|| (first.min(self.rows), last.clamp(first.min(self.rows), self.rows)))
    }

    /// Rows that fit.
    pub fn page(&self) -> usize {
        ((self.height / ROW).floor() as usize).max(1)
    }

    /// Where in the scrolled element that row belongs.
    pub fn y(&self, row: usize) -> f64 {
        self.top + (row as f64 * ROW - self.at)
    }

    /// The scroll position that brings a row into sight with the least movement; None where it is in sight. The caller sets it on the
    /// element, whose report then finds nothing moved.
    pub fn reveal(&mut self, row: usize) -> Option<f64> {
        let (from, to) = (row as f64 * ROW, (row + 1) as f64 * ROW);
        let at = if from < self.at {
            from
        } else if to > self.at + self.height {
            to - self.height
        } else {
            return None;
        };
        let at = at.clamp(0.0, self.last_at());
        let near = (at - self.at).abs() <= 4.0 * self.height;
        let squeezed = self.whole() > TALLEST;
        let top = match (squeezed, near) {
            (false, _) => at,
            (true, true) => self.top + (at - self.at),
            (true, false) => at / self.last_at() * self.last_top(),
        };
        // Browsers round scroll positions; a whole pixel is reported back as it was set.
        let mut top = top.round().clamp(0.0, self.last_top());
        if squeezed && at > 0.0 && at < self.last_at() {
            // Keep off the ends, which stand for the first and the last row.
            top = top.clamp(1.0, self.last_top() - 2.0);
        }
        self.top = top;
        self.at = at;
        Some(top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn scroll(rows: usize) -> Scroll {
        let mut scroll = Scroll::default();
        scroll.set_height(10.0 * ROW);
        scroll.set_rows(rows);
        scroll
    }

    #[wasm_bindgen_test]
    fn short_tables_scroll_pixel_by_pixel() {
        let mut s = scroll(612);
        assert_eq!((s.visible(), s.told()), ((0, 10), Some((1, 10))));
        s.scrolled(13.0);
        assert_eq!(s.visible(), (0, 11));
        assert_eq!(s.y(3), 3.0 * ROW);
        s.scrolled(s.last_top());
        assert_eq!(s.visible(), (602, 612));
    }

    #[wasm_bindgen_test]
    fn long_tables_reach_every_row_and_move_smoothly() {
        let mut s = scroll(5_000_000);
        assert_eq!(s.total_height(), TALLEST);
        s.scrolled(100.0);
        s.scrolled(200.0);
        assert_eq!(s.visible().0, 7);
        s.scrolled(TALLEST / 2.0);
        assert!((s.visible().0 as i64 - 2_500_000).abs() < 10);
        let row = s.visible().0;
        let y = s.y(row);
        s.scrolled(TALLEST / 2.0 + 52.0);
        assert_eq!(s.visible().0, row + 2);
        assert!((s.y(row) - y).abs() < 1e-3);
        s.scrolled(s.last_top());
        assert_eq!(s.visible(), (4_999_990, 5_000_000));
    }

    #[wasm_bindgen_test]
    fn rows_are_brought_into_sight() {
        for rows in [612, 5_000_000] {
            let mut s = scroll(rows);
            for row in [rows - 1, rows / 2, rows / 2 + 10, 0, 11, rows / 3] {
                if let Some(top) = s.reveal(row) {
                    s.scrolled(top);
                }
                let (first, end) = s.visible();
                assert!(first <= row && row < end, "{row} of {rows}: {first}..{end}");
                assert_eq!(s.reveal(row), None);
            }
        }
    }
}
