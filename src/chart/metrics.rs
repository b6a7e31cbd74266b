//! How wide a text is, by fixed tables: no font, no DOM, the same answer everywhere. Good enough that labels never overlap, not for typesetting.
//!
//! Advances are upper bounds over the system sans fonts that the page's font stack falls back to, so that a label may leave a little room
//! free but never runs into its neighbour.

/// Advances of U+0020..U+007E in thousandths of an em: per character the wider of DejaVu Sans and Liberation Sans (Arial's metrics), which
/// bound Segoe UI, Inter, Noto Sans and San Francisco.
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337,
    337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787, 667, 787, 722, 667, 611, 732,
    684, 989, 685, 667, 685, 390, 337, 390, 838, 556, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635,
    635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// Bold is wider than regular by at most this.
const BOLD: f64 = 1.1;

/// Width of a text in pixels at a font size in pixels.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let em: f64 = Clusters::new(text).map(|c| c.em).sum();
    em * size * if bold { BOLD } else { 1.0 }
}

/// The text where it fits into `room` pixels, else its longest beginning that does with a "…" after it. Never cuts within a character that a
/// person sees as one (letter and accent, emoji sequence, flag). Empty where not even the "…" fits.
pub fn truncate(text: &str, room: f64, size: f64, bold: bool) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let scale = size * if bold { BOLD } else { 1.0 };
    let ellipsis = advance('…') * scale;
    if ellipsis > room {
        return String::new();
    }
    let (mut used, mut end) = (ellipsis, 0);
    for cluster in Clusters::new(text) {
        used += cluster.em * scale;
        if used > room {
            break;
        }
        end = cluster.end;
    }
    format!("{}…", text[..end].trim_end())
}

/// What a person sees as one character: where it ends in the text, and how wide it is in em.
struct Cluster {
    end: usize,
    em: f64,
}

/// Splits a text into clusters: a base, then all that joins to it.
struct Clusters<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Clusters<'a> {
    fn new(text: &'a str) -> Self {
        Clusters { text, at: 0 }
    }
}

impl Iterator for Clusters<'_> {
    type Item = Cluster;

    fn next(&mut self) -> Option<Cluster> {
        let mut chars = self.text[self.at..].chars().peekable();
        let base = chars.next()?;
        let mut em = advance(base);
        self.at += base.len_utf8();
        let mut flag = is_regional(base);
        while let Some(&c) = chars.peek() {
            let joins = if flag && is_regional(c) {
                flag = false;
                em = EMOJI;
                true
            } else if c == ZWJ {
                // The joiner and what it joins. Where the font has no such glyph the parts stand side by side: count them all.
                true
            } else if self.text[..self.at].ends_with(ZWJ) && advance(c) >= EMOJI {
                em += EMOJI;
                true
            } else if c == '\u{FE0F}' {
                em = em.max(EMOJI);
                true
            } else {
                is_combining(c)
            };
            if !joins {
                break;
            }
            if matches!(c as u32, 0x1F3FB..=0x1F3FF) {
                em += EMOJI;
            }
            self.at += c.len_utf8();
            chars.next();
        }
        Some(Cluster { end: self.at, em })
    }
}

const ZWJ: char = '\u{200D}';
/// Colour emoji fonts run from 1.17 to 1.37 em.
const EMOJI: f64 = 1.4;

fn is_regional(c: char) -> bool {
    matches!(c as u32, 0x1F1E6..=0x1F1FF)
}

/// Takes no room of its own: combining marks, variation selectors, skin tones, format controls.
fn is_combining(c: char) -> bool {
    matches!(c as u32,
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7..=0x06E8 | 0x06EA..=0x06ED
        | 0x0900..=0x0902 | 0x093A | 0x093C | 0x0941..=0x0948 | 0x094D | 0x0951..=0x0957
        | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x20D0..=0x20FF
        | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE01EF)
}

/// Advance of one character in em.
fn advance(c: char) -> f64 {
    let u = c as u32;
    if let 0x20..=0x7E = u {
        return f64::from(ASCII[u as usize - 0x20]) / 1000.0;
    }
    if is_combining(c) {
        return 0.0;
    }
    match u {
        // Latin-1 and extensions: by case, the widest common letter of each.
        0xA0 => 0.32,
        0xB7 => 0.34,
        0xA1..=0x24F | 0x1E00..=0x1EFF => {
            if matches!(c, 'Æ' | 'Œ' | 'æ' | 'œ' | '©' | '®' | '¼' | '½' | '¾' | 'Ǆ' | 'Ǳ') {
                1.05
            } else if matches!(c, '±' | '×' | '÷' | '¬') {
                0.84
            } else if c.is_uppercase() {
                0.8
            } else {
                0.65
            }
        }
        // Greek, Cyrillic, Armenian.
        0x370..=0x58F => {
            if matches!(c, 'Ш' | 'Щ' | 'Ю' | 'Ж' | 'Ы' | 'Ф' | 'Њ' | 'Љ' | 'ш' | 'щ' | 'ю' | 'ж') {
                1.1
            } else if c.is_uppercase() {
                0.82
            } else {
                0.7
            }
        }
        0x590..=0x5FF => 0.71,
        // Arabic: joined forms are narrow, isolated and final ones wide; this bounds running words.
        0x600..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE => 0.66,
        // Scripts of South and South-East Asia.
        0x900..=0xDFF => 0.85,
        0xE00..=0xEFF => 0.68,
        0x1000..=0x109F | 0x1780..=0x17FF => 0.9,
        // CJK fonts draw the typographic quotation marks, dashes and dots full-width.
        0x2010..=0x2027 | 0x2030..=0x205E => 1.0,
        0x2000..=0x200A | 0x2028..=0x202F => 0.5,
        0x20A0..=0x20CF => 0.9,
        0x2100..=0x22FF => 1.05,
        0x2300..=0x2BFF => EMOJI,
        0x1100..=0x11FF | 0x2E80..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 1.0,
        0xFF61..=0xFFDC => 0.55,
        0xFF00..=0xFFEF => 1.0,
        0x1F000..=0x1FAFF => EMOJI,
        0x20000..=0x3FFFF => 1.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_is_one_em_and_marks_take_no_room() {
        assert_eq!(width("客户编号", 10.0, false), 40.0);
        assert_eq!(width("e\u{301}", 10.0, false), width("e", 10.0, false));
        assert_eq!(width("", 12.0, false), 0.0);
        assert!(width("Wide", 12.0, true) > width("Wide", 12.0, false));
    }

    #[test]
    fn a_flag_is_one_character_and_a_family_one_cluster() {
        assert_eq!(width("🇨🇳", 10.0, false), 14.0);
        assert_eq!(Clusters::new("👨‍👩‍👧x").count(), 2);
        assert_eq!(Clusters::new("👍🏽").count(), 1);
    }

    #[test]
    fn cuts_only_between_clusters_and_always_fits() {
        for text in [
            "A rather long segment name",
            "高价值客户群体与流失风险",
            "👨‍👩‍👧 families 👨‍👩‍👧",
            "العملاء المعرضون للخطر",
            "cafe\u{301}s and cre\u{302}perie",
        ] {
            for room in 0..160 {
                let room = f64::from(room);
                let cut = truncate(text, room, 11.0, false);
                assert!(width(&cut, 11.0, false) <= room, "{cut:?} in {room}");
                if let Some(head) = cut.strip_suffix('…') {
                    let ends: Vec<usize> = std::iter::once(0).chain(Clusters::new(text).map(|c| c.end)).collect();
                    let trimmed = ends.iter().any(|&e| text[..e].trim_end() == head);
                    assert!(trimmed, "{head:?} ends within a character of {text:?}");
                }
            }
        }
        assert_eq!(truncate("Short", 100.0, 11.0, false), "Short");
    }
}
