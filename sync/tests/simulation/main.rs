//! Many devices with many tabs, a server, and everything that can go wrong between them, in virtual time. Each history
//! follows from its seed, so that one that ends badly can be played again.
//!
//! `JALON_SEEDS=100000 cargo test -p sync --release --test simulation` plays more of them than usual;
//! `JALON_SEED=42` tells one.

use std::{fs, path::PathBuf};

mod catch_up;
mod device;
mod differential;
mod history;
mod network;
mod oracle;
mod random;
mod server;
mod tab;
mod world;

use world::Mistake;

const SEEDS: u64 = 2_000;
/// At most so many bad histories are reported.
const REPORTED: usize = 5;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What is wrong with a history, by its first fault.
fn fault(seed: u64, mistake: Mistake) -> Option<String> {
    let played =
        std::panic::catch_unwind(|| history::play(seed, mistake, false).oracle.faults.into_iter().next());
    played.unwrap_or_else(|_| Some("panicked".to_owned()))
}

/// The seeds that once ended badly, each with why.
fn past_failures() -> Vec<u64> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/seeds");
    let files = fs::read_dir(folder).expect("the folder of seeds");
    let name = |file: fs::DirEntry| file.path().file_stem()?.to_str()?.parse().ok();
    let mut seeds: Vec<u64> = files.filter_map(|file| name(file.ok()?)).collect();
    seeds.sort_unstable();
    seeds
}

#[test]
fn nothing_is_lost_and_all_replicas_are_equal() {
    if let Some(seed) = setting("JALON_SEED") {
        let world = history::play(seed, Mistake::None, true);
        for line in world.history.iter().flatten() {
            println!("{line}");
        }
        assert_eq!(world.oracle.faults, Vec::<String>::new());
        return;
    }
    let seeds = past_failures().into_iter().chain(0..setting("JALON_SEEDS").unwrap_or(SEEDS));
    let bad: Vec<String> = seeds
        .filter_map(|seed| fault(seed, Mistake::None).map(|fault| format!("JALON_SEED={seed}: {fault}")))
        .take(REPORTED)
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn every_mistake_is_found() {
    let check = |mistake: Mistake| {
        let found = (0..300).find_map(|seed| Some((seed, fault(seed, mistake)?)));
        let Some((seed, fault)) = found else { panic!("{mistake:?} goes unnoticed") };
        println!("{mistake:?}: seed {seed}: {fault}");
    };
    check(Mistake::AckBeforeCommit);
    check(Mistake::SendBeforeDurable);
    check(Mistake::ReuseClientId);
    check(Mistake::MarkWithoutAck);
    check(Mistake::DropRefused);
    check(Mistake::DeafLeader);
}

#[test]
fn histories_are_written_for_yjs() {
    if let Some(folder) = std::env::var_os("JALON_HISTORIES") {
        differential::write(&PathBuf::from(folder), setting("JALON_SEEDS").unwrap_or(100));
    }
}
