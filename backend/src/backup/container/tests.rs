use proptest::prelude::*;

use super::*;

fn key() -> Key {
    Key::from_bytes(&[7; 32]).unwrap()
}

fn header() -> Header {
    Header { schema: 3, made_at: 1_000, fingerprint: "f".repeat(FINGERPRINT), wrapped: vec![9; WRAPPED] }
}

fn written(content: &[u8]) -> Vec<u8> {
    let mut sealing = Sealing::begin(Vec::new(), key(), &header()).unwrap();
    sealing.write_all(content).unwrap();
    sealing.finish().unwrap()
}

/// What the file holds, or nothing when any of it is not as it was written.
fn read(file: &[u8]) -> Option<Vec<u8>> {
    let mut file = file;
    let header = Header::read(&mut file).ok()?;
    let mut content = Vec::new();
    Opening::new(file, key(), &header).read_to_end(&mut content).ok()?;
    Some(content)
}

/// Bytes that no compression makes small, so that there are several chunks.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn holds_content_of_any_length() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
        let content = noise(length);
        assert!(read(&written(&content)) == Some(content), "{length}");
    }
    let repeated = b"jalon ".repeat(CHUNK);
    let file = written(&repeated);
    assert!(file.len() < repeated.len() / 20 && read(&file) == Some(repeated));
}

#[test]
fn chunks_stay_in_their_place() {
    let file = written(&noise(2 * CHUNK + 10));
    let start = header().encode().len();
    let first = 5 + u32::from_be_bytes(file[start..start + 4].try_into().unwrap()) as usize;
    let second_at = start + first;
    let second = 5 + u32::from_be_bytes(file[second_at..second_at + 4].try_into().unwrap()) as usize;
    let (head, one, two, rest) = (
        &file[..start],
        &file[start..second_at],
        &file[second_at..second_at + second],
        &file[second_at + second..],
    );
    assert!(read(&[head, one, two, rest].concat()).is_some());
    for changed in [
        [head, two, one, rest].concat(),
        [head, one, one, two, rest].concat(),
        [head, one, rest].concat(),
        [head, one, two].concat(),
        [head, one, two, rest, rest].concat(),
        [head, one, two, rest, b"x"].concat(),
        [head, rest].concat(),
        head.to_vec(),
    ] {
        assert_eq!(read(&changed), None);
    }
    let other = Header { made_at: 1_001, ..header() }.encode();
    assert_eq!(read(&[&other, one, two, rest].concat()), None, "chunks of another file");
}

#[test]
fn tells_what_is_no_backup_and_what_is_newer() {
    assert!(matches!(Header::read(&mut &b"SQLite format 3\0"[..]), Err(BadHeader::NotABackup)));
    assert!(matches!(Header::read(&mut &b""[..]), Err(BadHeader::NotABackup)));
    let mut newer = header().encode();
    newer[9] = 2;
    assert!(matches!(Header::read(&mut newer.as_slice()), Err(BadHeader::NewerFormat)));
    assert!(matches!(Header::read(&mut &header().encode()[..60]), Err(BadHeader::Damaged)));
}

proptest! {
    /// One changed byte anywhere, or an end anywhere, is found out.
    #[test]
    fn no_change_goes_unseen(at in any::<prop::sample::Index>(), flip in 1..=255_u8, length in 0..2_000_usize) {
        let file = written(&noise(length));
        let at = at.index(file.len());
        let mut changed = file.clone();
        changed[at] ^= flip;
        prop_assert_eq!(read(&changed), None);
        prop_assert_eq!(read(&file[..at]), None);
    }
}
