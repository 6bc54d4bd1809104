//! The chain over the log: every line is tied to all lines before it, under a key that the database does not hold, so that
//! nobody who can write into the database can change, remove or move a line and have the chain still fit. Its newest link
//! can be signed and kept elsewhere: the log then cannot be cut short either.
//!
//! Lines are chained up to a second after they are committed, by whichever server comes first, so that operations never wait
//! for one another. A line put into the database by hand with the time of then is chained like others; one that claims to be
//! older than the last link is told as put in afterwards.

use domain::{
    access::Action,
    audit::{Head, Verified, Wrong},
    id::Timestamp,
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::audit::link::{self, Line, Link, Pair};
use zeroize::Zeroizing;

use super::{Event, record};
use crate::{Actor, Backend, Outcome, access, hex, open::now};

/// Lines chained in one transaction, and links read at once.
const STEP: i64 = 500;
const PAGE: i64 = 5_000;
/// How far below the last chained line an ordinary look goes for lines that were committed late.
const SPAN: i64 = 10_000;
/// A line waits for its link no longer than this, in milliseconds; clocks of several servers may differ by as much.
const LATE: Timestamp = 10 * 60 * 1000;

/// Chains what has been committed since; how many lines. Another server may do the same at the same time.
pub async fn extend(backend: &Backend) -> Outcome<usize> {
    let key = backend.vault().log_key();
    let mut chained = 0;
    loop {
        let mut transaction = backend.begin().await?;
        let last = link::last(&mut transaction).await?;
        let above = last.as_ref().map_or(i64::MIN, |last| last.line.saturating_sub(SPAN));
        let since = last.as_ref().map_or(i64::MIN, |last| last.linked_at - LATE);
        let lines = link::unlinked(&mut transaction, above, since, STEP).await?;
        let links = follow(key.as_slice(), last.as_ref(), &lines, now());
        if links.is_empty() {
            return Ok(chained);
        }
        if link::insert(&mut transaction, &links).await? < links.len() as u64 {
            // Another server was first. It goes on from where it is.
            return Ok(chained);
        }
        transaction.commit().await?;
        chained += links.len();
        if lines.len() < STEP as usize {
            return Ok(chained);
        }
    }
}

/// Walks the whole chain. `kept` is a head that was signed earlier and kept elsewhere.
pub async fn verify(backend: &Backend, kept: Option<&Head>) -> Outcome<Verified> {
    extend(backend).await?;
    let key = backend.vault().log_key();
    let mut connection = backend.store().read().await?;
    let mut walk = Walk::new(key.as_slice());
    let mut wrong;
    loop {
        let pairs = link::pairs(&mut connection, walk.lines, PAGE).await?;
        wrong = pairs.iter().find_map(|pair| walk.step(pair).err());
        if wrong.is_some() || pairs.len() < PAGE as usize {
            break;
        }
    }
    if wrong.is_none() {
        wrong = put_in(&mut connection).await?;
    }
    if let (None, Some(kept)) = (&wrong, kept) {
        wrong = against(backend, &mut connection, kept).await?;
    }
    Ok(Verified { lines: walk.lines, wrong })
}

/// The newest link, signed: to be kept where whoever runs the server cannot reach. `None` while nothing is chained.
pub async fn head(backend: &Backend) -> Outcome<Option<Head>> {
    extend(backend).await?;
    let Some(last) = link::last(&mut *backend.store().read().await?).await? else { return Ok(None) };
    let signing = signing_key(backend);
    let mut head = Head {
        number: last.seq,
        hash: hex(&last.hash),
        at: now(),
        key: hex(signing.verifying_key().as_bytes()),
        signature: String::new(),
    };
    head.signature = hex(&signing.sign(head.signed().as_bytes()).to_bytes());
    Ok(Some(head))
}

/// [`head`] and [`verify`] as the auditor asks for them; both stand in the log.
pub async fn head_for(backend: &Backend, actor: &Actor) -> Outcome<Option<Head>> {
    noted(backend, actor, Event::LogHeadTaken).await?;
    head(backend).await
}

pub async fn verify_for(backend: &Backend, actor: &Actor, kept: Option<&Head>) -> Outcome<Verified> {
    noted(backend, actor, Event::LogVerified).await?;
    verify(backend, kept).await
}

async fn noted(backend: &Backend, actor: &Actor, event: Event) -> Outcome<()> {
    access::require(actor, Action::ReadLog)?;
    let mut transaction = backend.begin().await?;
    record(&mut transaction, actor, event, "", None, "").await?;
    Ok(transaction.commit().await?)
}

/// The links of lines that come after `last`.
fn follow(key: &[u8], last: Option<&Link>, lines: &[Line], now: Timestamp) -> Vec<Link> {
    let (mut seq, mut previous) = last.map_or_else(|| (0, start(key)), |last| (last.seq, last.hash.clone()));
    // Clocks of several servers differ; the times of links never go back.
    let linked_at = last.map_or(now, |last| last.linked_at.max(now));
    let one = |line: &Line| {
        seq += 1;
        previous = next(key, &previous, (seq, linked_at), line);
        Link { seq, line: line.id, hash: previous.clone(), linked_at }
    };
    lines.iter().map(one).collect()
}

/// A walk along the chain, link by link.
struct Walk<'a> {
    key: &'a [u8],
    previous: Vec<u8>,
    linked_at: Timestamp,
    lines: i64,
}

impl<'a> Walk<'a> {
    fn new(key: &'a [u8]) -> Self {
        Self { key, previous: start(key), linked_at: i64::MIN, lines: 0 }
    }

    fn step(&mut self, pair: &Pair) -> Result<(), Wrong> {
        let number = self.lines + 1;
        let linked_at = pair.link.linked_at;
        let hash = pair.line.as_ref().map(|line| next(self.key, &self.previous, (number, linked_at), line));
        let in_order = pair.link.seq == number && linked_at >= self.linked_at;
        match hash {
            Some(hash) if in_order && hash == pair.link.hash => {
                (self.previous, self.linked_at, self.lines) = (hash, linked_at, number);
                Ok(())
            }
            _ => Err(Wrong::Broken { number, line: pair.link.line }),
        }
    }
}

/// A line that claims to be older than what was chained long after.
async fn put_in(connection: &mut store::Connection) -> Outcome<Option<Wrong>> {
    let Some(last) = link::last(connection).await? else { return Ok(None) };
    let mut above = i64::MIN;
    loop {
        let lines = link::unlinked(connection, above, i64::MIN, PAGE).await?;
        if let Some(line) = lines.iter().find(|line| is_put_in(&last, line)) {
            return Ok(Some(Wrong::PutIn { line: line.id }));
        }
        match lines.last() {
            Some(line) if lines.len() == PAGE as usize => above = line.id,
            _ => return Ok(None),
        }
    }
}

fn is_put_in(last: &Link, line: &Line) -> bool {
    line.at < last.linked_at - LATE || line.id <= last.line - SPAN
}

/// Whether the chain still goes through a head that was kept elsewhere.
async fn against(
    backend: &Backend,
    connection: &mut store::Connection,
    kept: &Head,
) -> Outcome<Option<Wrong>> {
    if !is_ours(backend, kept) {
        return Ok(Some(Wrong::NotOurs));
    }
    let link = link::get(connection, kept.number).await?;
    let there = link.is_some_and(|link| hex(&link.hash) == kept.hash);
    Ok((!there).then_some(Wrong::CutShort { number: kept.number }))
}

fn is_ours(backend: &Backend, kept: &Head) -> bool {
    let ours = signing_key(backend).verifying_key();
    signature(&kept.signature)
        .is_some_and(|signature| ours.verify(kept.signed().as_bytes(), &signature).is_ok())
}

/// Whether a head is signed by the key that it names: what anybody can check without the server.
pub fn is_signed(head: &Head) -> bool {
    let key = unhex(&head.key).and_then(|key| VerifyingKey::from_bytes(&key.try_into().ok()?).ok());
    let (Some(key), Some(signature)) = (key, signature(&head.signature)) else { return false };
    key.verify(head.signed().as_bytes(), &signature).is_ok()
}

fn signature(text: &str) -> Option<Signature> {
    Some(Signature::from_bytes(&unhex(text)?.try_into().ok()?))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks_exact(2);
    if !digits.remainder().is_empty() {
        return None;
    }
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn signing_key(backend: &Backend) -> SigningKey {
    SigningKey::from_bytes(&backend.vault().log_signing_seed())
}

/// The hash before the first line.
fn start(key: &[u8]) -> Vec<u8> {
    keyed(key, |mac| mac.update(b"jalon log"))
}

/// HMAC-SHA256 (RFC 2104) of the previous hash, the number and time of the link, and the line: its number and time in 8
/// bytes, big-endian, and each of its texts after its length in 8 bytes; all ones for a text that is not there.
fn next(key: &[u8], previous: &[u8], (seq, linked_at): (i64, Timestamp), line: &Line) -> Vec<u8> {
    keyed(key, |mac| {
        mac.update(previous);
        [seq, linked_at, line.id, line.at].iter().for_each(|number| mac.update(&number.to_be_bytes()));
        let texts = [
            line.actor.as_deref(),
            Some(&line.action),
            Some(&line.subject_kind),
            Some(&line.subject),
            line.site.as_deref(),
            Some(&line.detail),
        ];
        for text in texts {
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            mac.update(&length.to_be_bytes());
            mac.update(text.unwrap_or_default().as_bytes());
        }
    })
}

fn keyed(key: &[u8], feed: impl FnOnce(&mut Hmac<Sha256>)) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    feed(&mut mac);
    mac.finalize().into_bytes().to_vec()
}

/// A key for one purpose, derived from another.
pub(crate) fn derived(key: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut derived = Zeroizing::new([0; 32]);
    derived.copy_from_slice(&keyed(key, |mac| mac.update(purpose.as_bytes())));
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the tests";

    fn line(id: i64) -> Line {
        Line {
            id,
            at: 1_000 * id,
            actor: (id % 3 != 0).then(|| format!("account {}", id % 4)),
            action: "case_read".to_owned(),
            subject_kind: "case".to_owned(),
            subject: format!("case {}", id % 5),
            site: (id % 2 == 0).then(|| "site".to_owned()),
            detail: String::new(),
        }
    }

    fn chained(count: i64) -> Vec<Pair> {
        let lines: Vec<Line> = (1..=count).map(line).collect();
        let links = follow(KEY, None, &lines, 1_000 * count);
        links.into_iter().zip(lines).map(|(link, line)| Pair { link, line: Some(line) }).collect()
    }

    fn walk(pairs: &[Pair]) -> Option<Wrong> {
        let mut walk = Walk::new(KEY);
        pairs.iter().find_map(|pair| walk.step(pair).err())
    }

    /// Numbers that follow from the one before (xorshift).
    fn below(seed: &mut u64, bound: usize) -> usize {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        usize::try_from(*seed % bound as u64).unwrap()
    }

    /// What somebody with the database, but not the key, may do to a chained log.
    fn tamper(pairs: &mut Vec<Pair>, seed: &mut u64) {
        let at = below(seed, pairs.len());
        let other = (at + 1 + below(seed, pairs.len() - 1)) % pairs.len();
        let held = pairs[at].line.as_mut().unwrap();
        match below(seed, 13) {
            0 => held.at += 1,
            1 => held.actor = held.actor.is_none().then(|| "account 9".to_owned()),
            2 => held.action.push('x'),
            3 => held.subject_kind = "notes".to_owned(),
            4 => held.subject = "case 99".to_owned(),
            5 => held.site = held.site.is_none().then(String::new),
            6 => held.detail.push(' '),
            7 => pairs[at].line = None,
            8 => drop(pairs.remove(at)),
            9 => {
                let lines = (pairs[at].line.clone(), pairs[other].line.clone());
                (pairs[other].line, pairs[at].line) = lines;
            }
            10 => pairs[at].link.hash[0] ^= 1,
            11 => pairs[at].link.linked_at -= 1,
            _ => {
                let mut made_up = pairs[at].clone();
                made_up.link.hash =
                    next(b"another key", &made_up.link.hash, (made_up.link.seq, 0), &line(99));
                pairs.insert(at, made_up);
            }
        }
    }

    /// `JALON_TAMPERINGS=10000 cargo test -p backend --release tampering` tries more.
    #[test]
    fn every_tampering_is_found() {
        let tries =
            std::env::var("JALON_TAMPERINGS").ok().and_then(|tries| tries.parse().ok()).unwrap_or(500);
        let whole = chained(12);
        assert_eq!(walk(&whole), None);
        let mut seed = 7;
        for _ in 0..tries {
            let mut changed = whole.clone();
            tamper(&mut changed, &mut seed);
            // Taking away the last lines leaves a shorter chain that fits: a kept seal then shows it.
            let cut_short = changed.len() < whole.len() && walk(&changed).is_none();
            let through_the_seal = changed.last().is_some_and(|pair| pair.link == whole[11].link);
            assert!(walk(&changed).is_some() || (cut_short && !through_the_seal), "{changed:?}");
        }
    }

    #[test]
    fn chaining_goes_on_where_it_stopped() {
        let first = chained(4);
        let lines: Vec<Line> = (5..=9).map(line).collect();
        let mut rest = follow(KEY, first.last().map(|pair| &pair.link), &lines, 1);
        assert!(rest.iter().all(|link| link.linked_at == 4_000), "times never go back");
        let rest = rest.drain(..).zip(lines).map(|(link, line)| Pair { link, line: Some(line) });
        assert_eq!(walk(&first.into_iter().chain(rest).collect::<Vec<_>>()), None);
    }

    #[test]
    fn a_line_from_before_the_last_link_was_put_in() {
        let last = Link { seq: 3, line: 20_000, hash: Vec::new(), linked_at: 2 * LATE };
        let claims = |at, id| is_put_in(&last, &Line { at, id, ..line(1) });
        assert!(!claims(LATE, 20_001) && !claims(2 * LATE, 19_000));
        assert!(claims(LATE - 1, 20_001) && claims(2 * LATE, 9_999));
    }

    #[test]
    fn hexadecimal_reads_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        for wrong in ["0", "zz", "é"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
