//! What the bytes of a file are: no text at all, or text in which encoding. Scores whole files, chunk by chunk.

use super::Encoding;
use crate::table::sort_seldom;

/// What the first bytes say.
#[derive(Clone, Debug, PartialEq)]
pub enum Head {
    /// UTF-8 as far as can be seen, its byte order mark so long.
    Text { bom: usize },
    /// UTF-16, by its mark or by its zero bytes.
    Utf16 { encoding: Encoding, bom: usize },
    /// Not text; the format's name where the bytes give it away.
    Binary(Option<&'static str>),
}

/// First bytes of formats that people take for tables, and of others.
const MAGIC: [(&[u8], &str); 22] = [
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97–2003 (.xls)"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"\0asm", "WebAssembly"),
    (b"{\\rtf", "RTF"),
    (b"MZ\x90\0", "EXE"),
];

/// Looks at the first bytes, some thousands of them.
pub fn sniff_head(head: &[u8]) -> Head {
    for (magic, name) in MAGIC {
        if head.starts_with(magic) && !(name == "ORC" && head.get(3).is_some_and(|b| (b' '..=b'~').contains(b))) {
            let within = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
            let name = match name {
                "ZIP" if within(b"xl/") || within(b"[Content_Types].xml") && !within(b"word/") => "Excel (.xlsx)",
                "ZIP" if within(b"application/vnd.oasis.opendocument.spreadsheet") => "OpenDocument (.ods)",
                "bzip2" if !head.get(3).is_some_and(u8::is_ascii_digit) => continue,
                _ => name,
            };
            return Head::Binary(Some(name));
        }
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        return Head::Text { bom: 3 };
    }
    if head.starts_with(b"\xff\xfe") {
        return Head::Utf16 { encoding: Encoding::Utf16Le, bom: 2 };
    }
    if head.starts_with(b"\xfe\xff") {
        return Head::Utf16 { encoding: Encoding::Utf16Be, bom: 2 };
    }
    let look = &head[..head.len().min(8192)];
    let zeros = |odd: usize| look.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), look.len() / 2);
    // ASCII in UTF-16, be it only the commas and line breaks of a Chinese table, leaves zeros on one side alone; more than one, or it is a
    // stray NUL of a small file.
    if odd >= 2 && odd * 20 >= pairs && even * 10 <= odd {
        return Head::Utf16 { encoding: Encoding::Utf16Le, bom: 0 };
    }
    if even >= 2 && even * 20 >= pairs && odd * 10 <= even {
        return Head::Utf16 { encoding: Encoding::Utf16Be, bom: 0 };
    }
    let control = look.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0)).count();
    if even + odd > 1 && (even + odd) * 50 > look.len() || control * 20 > look.len() {
        return Head::Binary(None);
    }
    Head::Text { bom: 0 }
}

/// How well a file reads in an encoding: where its high bytes fall.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    /// Bytes of characters that texts of that encoding are made of.
    usual: u64,
    /// Bytes of characters that are rarer.
    rare: u64,
    /// Bytes that the encoding does not allow.
    wrong: u64,
}

impl Score {
    fn value(&self) -> f64 {
        let all = (self.usual + self.rare + self.wrong).max(1) as f64;
        (self.usual as f64 + 0.25 * self.rare as f64 - 4.0 * self.wrong as f64) / all
    }
}

/// What a byte of a character of two bytes or more is worth.
#[derive(Clone, Copy, PartialEq)]
enum Weight {
    Usual,
    Rare,
    Wrong,
}

/// One multi-byte encoding being tried.
#[derive(Clone, Debug)]
struct Trial {
    encoding: Encoding,
    /// Bytes of a character that has begun.
    pending: Vec<u8>,
    score: Score,
}

impl Trial {
    fn new(encoding: Encoding) -> Trial {
        Trial { encoding, pending: Vec::with_capacity(4), score: Score::default() }
    }

    fn add(&mut self, weight: Weight, bytes: u64) {
        match weight {
            Weight::Usual => self.score.usual += bytes,
            Weight::Rare => self.score.rare += bytes,
            Weight::Wrong => self.score.wrong += bytes,
        }
    }

    fn push(&mut self, b: u8) {
        if self.pending.is_empty() && b < 0x80 {
            return;
        }
        self.pending.push(b);
        let step = match self.encoding {
            Encoding::Utf8 => utf8(&self.pending),
            Encoding::Gb18030 => gb18030(&self.pending),
            Encoding::Big5 => big5(&self.pending),
            _ => shift_jis(&self.pending),
        };
        match step {
            None => {}
            Some(Weight::Wrong) => {
                // The byte that does not fit may begin the next character.
                let again = self.pending.len() > 1 && b >= 0x80;
                let high = self.pending.iter().filter(|&&b| b >= 0x80).count() as u64;
                self.pending.clear();
                self.add(Weight::Wrong, (high - u64::from(again)).max(1));
                if again {
                    self.push(b);
                }
            }
            Some(weight) => {
                let len = self.pending.len() as u64;
                self.pending.clear();
                self.add(weight, len);
            }
        }
    }
}

/// None: more bytes are needed.
fn utf8(c: &[u8]) -> Option<Weight> {
    match std::str::from_utf8(c) {
        Ok(_) => Some(Weight::Usual),
        Err(e) if e.error_len().is_none() => None,
        Err(_) => Some(Weight::Wrong),
    }
}

/// GB 18030, with GB 2312's punctuation and its first level, sorted by frequency of use, as the usual characters.
fn gb18030(c: &[u8]) -> Option<Weight> {
    match *c {
        [0x81..=0xfe] => None,
        [0xa1 | 0xa3, 0xa1..=0xfe] | [0xb0..=0xd7, 0xa1..=0xfe] => Some(Weight::Usual),
        [_, 0x40..=0x7e | 0x80..=0xfe] => Some(Weight::Rare),
        [0x81..=0xfe, 0x30..=0x39] | [_, _, 0x81..=0xfe] => None,
        [_, _, _, 0x30..=0x39] => Some(Weight::Rare),
        _ => Some(Weight::Wrong),
    }
}

/// Big5, with its punctuation and first level (5,401 frequent characters) as the usual ones.
fn big5(c: &[u8]) -> Option<Weight> {
    match *c {
        [0x81..=0xfe] => None,
        [0xa1, 0x40..=0x7e | 0xa1..=0xfe] | [0xa4..=0xc5, 0x40..=0x7e | 0xa1..=0xfe] | [0xc6, 0x40..=0x7e] => Some(Weight::Usual),
        [_, 0x40..=0x7e | 0xa1..=0xfe] => Some(Weight::Rare),
        _ => Some(Weight::Wrong),
    }
}

/// Shift_JIS, with kana, punctuation and JIS level 1 as the usual characters; half-width kana are rare.
fn shift_jis(c: &[u8]) -> Option<Weight> {
    match *c {
        [0xa1..=0xdf] => Some(Weight::Rare),
        [0x81..=0x9f | 0xe0..=0xfc] => None,
        [0x81, 0x40..=0xac]
        | [0x82, 0x4f..=0xf1]
        | [0x83, 0x40..=0x96]
        | [0x88, 0x9f..=0xfc]
        | [0x89..=0x97, 0x40..=0x7e | 0x80..=0xfc] => Some(Weight::Usual),
        [_, 0x40..=0x7e | 0x80..=0xfc] => Some(Weight::Rare),
        _ => Some(Weight::Wrong),
    }
}

/// Scores a file's bytes in every encoding that has no mark of its own.
#[derive(Clone, Debug)]
pub struct Scorer {
    trials: [Trial; 4],
    western: Score,
    /// High bytes in a row so far, the first of them, and the byte before.
    run: u32,
    first: u8,
    before: u8,
}

impl Default for Scorer {
    fn default() -> Self {
        Scorer::new()
    }
}

impl Scorer {
    pub fn new() -> Scorer {
        let trials = [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5, Encoding::ShiftJis].map(Trial::new);
        Scorer { trials, western: Score::default(), run: 0, first: 0, before: b' ' }
    }

    /// Takes the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            if self.run == 0 && self.trials.iter().all(|t| t.pending.is_empty()) {
                // ASCII tells nothing.
                let ascii = bytes[at..].iter().position(|&b| b >= 0x80).unwrap_or(bytes.len() - at);
                if ascii > 0 {
                    self.before = bytes[at + ascii - 1];
                    at += ascii;
                    continue;
                }
            }
            let b = bytes[at];
            for trial in &mut self.trials {
                trial.push(b);
            }
            self.push_western(b);
            at += 1;
        }
    }

    /// windows-1252: high bytes stand alone, or two at most, among ASCII.
    fn push_western(&mut self, b: u8) {
        if b >= 0x80 {
            if matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) {
                self.western.wrong += 1;
            }
            self.first = if self.run == 0 { b } else { self.first };
            self.run += 1;
            return;
        }
        let run = u64::from(self.run);
        if run > 0 {
            // A letter among letters, or a sign (£ € ° § …) where signs stand.
            let letter = self.first >= 0xc0 || matches!(self.first, 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f);
            let in_word = self.before.is_ascii_alphabetic() || b.is_ascii_alphabetic();
            match run {
                1 if !letter || in_word || !b.is_ascii_alphanumeric() => self.western.usual += 1,
                1 => self.western.rare += 1,
                2 => {
                    self.western.usual += 1;
                    self.western.rare += 1;
                }
                _ => {
                    self.western.rare += run / 2;
                    self.western.wrong += run - run / 2;
                }
            }
        }
        self.run = 0;
        self.before = b;
    }

    /// The encoding that reads the file best, and whether no other does as well. Call once, after the last byte.
    pub fn finish(mut self) -> (Encoding, bool) {
        self.push_western(b'\n');
        let utf8 = self.trials[0].score;
        // Some broken bytes do not make a UTF-8 file something else: nothing else looks like UTF-8 by chance.
        if utf8.usual > 20 * utf8.wrong {
            return (Encoding::Utf8, true);
        }
        let mut scores: Vec<(Encoding, f64)> = self.trials[1..].iter().map(|t| (t.encoding, t.score.value())).collect();
        // Every byte sequence is windows-1252, so that others go before it where they read as well.
        scores.push((Encoding::Windows1252, self.western.value() - 0.05));
        sort_seldom(&mut scores, |a, b| b.1.total_cmp(&a.1));
        (scores[0].0, scores[0].1 - scores[1].1 > 0.15)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn score(bytes: &[u8], step: usize) -> (Encoding, bool) {
        let mut scorer = Scorer::new();
        for chunk in bytes.chunks(step) {
            scorer.push(chunk);
        }
        scorer.finish()
    }

    #[test]
    fn tells_encodings_apart_whatever_the_chunks() {
        let simplified = "客户编号,姓名,城市,消费金额\n1,王小明,北京,1200\n2,李娜,上海,35.5\n3,欧阳修,深圳市南山区,88\n";
        let traditional = "客戶編號,姓名,城市,消費金額\n1,陳大文,臺北市,1200\n2,林美玲,高雄市,350\n3,張家豪,新竹縣,88\n";
        let japanese = "顧客番号,氏名,都市,購入金額\n1,山田太郎,東京都,1200\n2,さとう はなこ,おおさか,350\n3,スズキ,北海道札幌市,88\n";
        let western = "id,name,price\n1,José García,£3\n2,Jürgen Müller,€ 5\n3,Chloé Béart,12 °C\n";
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(score(&encoding_rs::GB18030.encode(simplified).0, step).0, Encoding::Gb18030);
            assert_eq!(score(&encoding_rs::BIG5.encode(traditional).0, step).0, Encoding::Big5);
            assert_eq!(score(&encoding_rs::SHIFT_JIS.encode(japanese).0, step).0, Encoding::ShiftJis);
            assert_eq!(score(&encoding_rs::WINDOWS_1252.encode(western).0, step), (Encoding::Windows1252, true));
            let mut broken = japanese.repeat(10).into_bytes();
            broken.push(0xe3);
            broken.push(b'\n');
            assert_eq!(score(&broken, step), (Encoding::Utf8, true));
        }
    }

    #[test]
    fn a_pound_sign_far_down_is_western() {
        let mut bytes = b"id,text\n".repeat(5000);
        bytes.extend_from_slice(b"7,Wrongly coded-23343 \xa3\n8,\xa37.50 off\n");
        assert_eq!(score(&bytes, 4096).0, Encoding::Windows1252);
    }

    #[test]
    fn knows_what_is_no_text() {
        assert_eq!(sniff_head(b"PK\x03\x04....xl/workbook.xml"), Head::Binary(Some("Excel (.xlsx)")));
        assert_eq!(sniff_head(b"PK\x03\x04....stuff"), Head::Binary(Some("ZIP")));
        assert_eq!(sniff_head(b"%PDF-1.7\n"), Head::Binary(Some("PDF")));
        assert_eq!(sniff_head(b"\x1f\x8b\x08"), Head::Binary(Some("gzip")));
        assert_eq!(sniff_head(&[1, 2, 3, 4, 5, 6, 7, 8, 200, 9]), Head::Binary(None));
        assert_eq!(sniff_head(b"ORCHARD,apples\n"), Head::Text { bom: 0 });
        assert_eq!(sniff_head(b"id,name\n1,a\0b\n2,cccccccccccccccccccccccccccccccccccccccccccccccccc\n"), Head::Text { bom: 0 });
    }

    #[test]
    fn knows_utf16_with_and_without_a_mark() {
        let le = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let be = |s: &str| s.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let text = "客户编号,姓名\n1,王小明\n";
        assert_eq!(sniff_head(&le(text)), Head::Utf16 { encoding: Encoding::Utf16Le, bom: 0 });
        assert_eq!(sniff_head(&be(text)), Head::Utf16 { encoding: Encoding::Utf16Be, bom: 0 });
        assert_eq!(sniff_head(&le(&format!("\u{feff}{text}"))), Head::Utf16 { encoding: Encoding::Utf16Le, bom: 2 });
        assert_eq!(sniff_head(&be("a,b\n1,2\n")), Head::Utf16 { encoding: Encoding::Utf16Be, bom: 0 });
    }
}
