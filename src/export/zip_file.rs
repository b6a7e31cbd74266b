//! A zip archive of stored (not compressed) files, in the form of PKWARE's APPNOTE 6.3. An archive past 4 GiB or 65,535 files cannot be made
//! this way, and a browser tab cannot hold one.

use std::sync::OnceLock;

/// The running checksum of a file: CRC-32 as zip and PNG use it, eight bytes at a time.
#[derive(Clone, Copy)]
pub(super) struct Crc(u32);

impl Crc {
    pub fn new() -> Crc {
        Crc(!0)
    }

    pub fn update(&mut self, bytes: &[u8]) {
        let t = tables();
        let mut crc = self.0;
        let mut words = bytes.chunks_exact(8);
        for w in &mut words {
            let low = crc ^ u32::from_le_bytes([w[0], w[1], w[2], w[3]]);
            crc = t[7][(low & 0xff) as usize]
                ^ t[6][(low >> 8 & 0xff) as usize]
                ^ t[5][(low >> 16 & 0xff) as usize]
                ^ t[4][(low >> 24) as usize]
                ^ t[3][w[4] as usize]
                ^ t[2][w[5] as usize]
                ^ t[1][w[6] as usize]
                ^ t[0][w[7] as usize];
        }
        for &byte in words.remainder() {
            crc = t[0][((crc ^ u32::from(byte)) & 0xff) as usize] ^ (crc >> 8);
        }
        self.0 = crc;
    }

    pub fn finish(self) -> u32 {
        !self.0
    }
}

fn tables() -> &'static [[u32; 256]; 8] {
    static TABLES: OnceLock<Box<[[u32; 256]; 8]>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut t = Box::new([[0u32; 256]; 8]);
        for i in 0..256 {
            t[0][i] = (0..8).fold(i as u32, |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 });
        }
        for i in 0..256 {
            for k in 1..8 {
                let before = t[k - 1][i];
                t[k][i] = t[0][(before & 0xff) as usize] ^ (before >> 8);
            }
        }
        t
    })
}

/// The directory of an archive in the making.
#[derive(Default)]
pub(super) struct Archive {
    directory: Vec<u8>,
    files: u16,
    /// Bytes of the archive so far.
    offset: u64,
}

impl Archive {
    /// Adds a file that has `len` bytes; gives the header that belongs right before them. None past the limits of the form.
    pub fn add(&mut self, name: &str, len: u64, crc: u32) -> Option<Vec<u8>> {
        let len32 = u32::try_from(len).ok()?;
        let offset = u32::try_from(self.offset).ok()?;
        let files = self.files.checked_add(1)?;
        let mut common = Vec::with_capacity(26);
        put16(&mut common, 20); // version needed: 2.0
        put16(&mut common, 1 << 11); // the name is UTF-8
        put16(&mut common, 0); // stored
        put16(&mut common, 0); // 00:00:00
        put16(&mut common, 1 << 5 | 1); // 1 January 1980: an archive of the same rows is the same archive
        put32(&mut common, crc);
        put32(&mut common, len32);
        put32(&mut common, len32);
        put16(&mut common, u16::try_from(name.len()).ok()?);
        put16(&mut common, 0); // no extra field

        let mut header = b"PK\x03\x04".to_vec();
        header.extend_from_slice(&common);
        header.extend_from_slice(name.as_bytes());

        self.directory.extend_from_slice(b"PK\x01\x02");
        put16(&mut self.directory, 20); // made by version 2.0 on a FAT-like system
        self.directory.extend_from_slice(&common);
        put16(&mut self.directory, 0); // no comment
        put16(&mut self.directory, 0); // disk
        put16(&mut self.directory, 0); // internal attributes
        put32(&mut self.directory, 0); // external attributes
        put32(&mut self.directory, offset);
        self.directory.extend_from_slice(name.as_bytes());

        self.files = files;
        self.offset += header.len() as u64 + len;
        Some(header)
    }

    /// What belongs at the end. None past the limits of the form.
    pub fn finish(self) -> Option<Vec<u8>> {
        let mut out = self.directory;
        let size = u32::try_from(out.len()).ok()?;
        let offset = u32::try_from(self.offset).ok()?;
        out.extend_from_slice(b"PK\x05\x06");
        put16(&mut out, 0); // disk
        put16(&mut out, 0); // disk of the directory
        put16(&mut out, self.files);
        put16(&mut out, self.files);
        put32(&mut out, size);
        put32(&mut out, offset);
        put16(&mut out, 0); // no comment
        Some(out)
    }
}

fn put16(out: &mut Vec<u8>, x: u16) {
    out.extend_from_slice(&x.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, x: u32) {
    out.extend_from_slice(&x.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one_however_it_is_fed() {
        let mut crc = Crc::new();
        crc.update(b"123456789");
        assert_eq!(crc.finish(), 0xcbf4_3926);
        let bytes: Vec<u8> = (0..1000u32).map(|i| (i * 7) as u8).collect();
        let (mut whole, mut parts) = (Crc::new(), Crc::new());
        whole.update(&bytes);
        bytes.chunks(13).for_each(|c| parts.update(c));
        assert_eq!(whole.finish(), parts.finish());
    }
}
