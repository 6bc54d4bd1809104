//! One history: people type, things break, and at last everything is well again for a while.

use domain::{
    guide::{NodeKey, Value},
    id::DocumentId,
    interview::NonAnswer,
};
use sync::{client::Event, interview::Document};

use crate::{
    random::Random,
    world::{Mistake, Who, World},
};

/// How long a history may take to settle, in milliseconds: longer than all patience of the engine taken together.
const SETTLING: i64 = 200_000;

/// Plays a history; what was found wrong, and what happened if `told`.
pub(crate) fn play(seed: u64, mistake: Mistake, told: bool) -> World {
    let mut world = World::new(seed, mistake, told);
    for device in 0..world.devices.len() {
        let who = world.start_tab(device);
        for id in world.documents.clone() {
            world.open(who, id, true);
        }
    }
    edits(&mut world);
    disorder(&mut world);
    let active = world.random.between(20_000, 60_000);
    world.run(active);
    heal(&mut world);
    world.run(SETTLING);
    world.check_end();
    world
}

fn edits(world: &mut World) {
    let delay = world.random.between(20, 900);
    world.after(delay, |world| {
        if world.healing {
            return;
        }
        let tabs = world.tabs();
        if let (Some(who), Some(id)) = (world.random.pick(&tabs), world.random.pick(&world.documents.clone()))
        {
            edit(world, who, id);
        }
        edits(world);
    });
}

fn edit(world: &mut World, who: Who, id: DocumentId) {
    if world.tab(who).is_none_or(|tab| tab.frozen) {
        return;
    }
    let mut random = Random::new(world.random.next());
    world.change(who, id, move |document| change(document, &mut random));
    world.observe(who);
}

/// Some change that an interview knows.
pub(crate) fn change(document: &Document, random: &mut Random) {
    let key = NodeKey(["work", "housing", "family"][random.below(3)].to_owned());
    match random.below(10) {
        0 => document.set_value(&NodeKey("age".to_owned()), &Value::Number(random.between(0, 99) as f64)),
        1 => document.set_note(&key, &format!("note {}", random.below(1_000))),
        2 => document.set_non_answer(&key, [None, Some(NonAnswer::Later)][random.below(2)]),
        3 => document.add_instance(&key, &format!("i{}", random.next() % 100_000)),
        4 => {
            let instances = document.answers().repeats.get(&key).cloned().unwrap_or_default();
            if let Some(instance) = instances.first() {
                document.remove_instance(&key, instance);
            }
        }
        _ => {
            let text =
                document.answers().entries.get(&key).map(|entry| entry.value.to_text()).unwrap_or_default();
            document.set_text(&key, &retyped(&text, random));
        }
    }
}

/// The text with something typed or taken out somewhere.
fn retyped(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = random.below(letters.len() + 1);
    if random.percent(30) {
        letters.drain(at..(at + 4).min(letters.len()));
    } else {
        let typed: Vec<char> = ["é", "mot ", "🌿", "travail"][random.below(4)].chars().collect();
        letters.splice(at..at, typed);
    }
    letters.into_iter().collect()
}

fn disorder(world: &mut World) {
    let delay = world.random.between(100, 4_000);
    world.after(delay, |world| {
        if world.healing {
            return;
        }
        disturb(world);
        disorder(world);
    });
}

fn disturb(world: &mut World) {
    let device = world.random.below(world.devices.len());
    let tabs: Vec<Who> = world.tabs().into_iter().filter(|who| who.device == device).collect();
    let tab = world.random.pick(&tabs);
    let document = world.random.pick(&world.documents.clone()).expect("one at least");
    let connection = world.random.pick(&world.connections());
    match world.random.below(20) {
        0 | 1 => connection.into_iter().for_each(|number| world.lose(number)),
        2 => connection.into_iter().for_each(|number| world.half_open(number)),
        3 | 4 => toggle_network(world, device),
        5 => {
            let socketless = &mut world.devices[device].without_sockets;
            *socketless = !*socketless;
        }
        6 | 7 => tab.into_iter().for_each(|who| world.kill_tab(who)),
        8..=10 if tabs.len() < 3 => {
            let who = world.start_tab(device);
            world.open(who, document, true);
        }
        11 => {
            if let Some(tab) = tab.and_then(|who| world.tab(who)) {
                tab.frozen = true;
            }
        }
        12 => tab.into_iter().for_each(|who| world.thaw_tab(who)),
        13 => {
            world.note(|| format!("device {device} loses its power"));
            tabs.into_iter().for_each(|who| world.kill_tab(who));
        }
        14 if world.server.up => world.crash_server(),
        14 => world.server.up = true,
        15 => world.devices[device].closed_until = world.now + world.random.between(500, 6_000),
        16 => {
            world.devices[device].skew = world.random.between(-86_400_000, 86_400_000);
            world.note(|| format!("the clock of device {device} is set"));
        }
        17 => {
            if let Some(who) = tab
                && let Some(open) = world.tab(who).and_then(|tab| tab.docs.get_mut(&document))
            {
                open.shown = false;
                world.close_soon(who, document);
            }
        }
        18 if world.random.percent(10) => world.freeze_document(document),
        18 if world.random.percent(20) => {
            if !world.server.readers.remove(&device) {
                world.server.readers.insert(device);
            }
        }
        _ => tab.into_iter().for_each(|who| world.open(who, document, true)),
    }
}

fn toggle_network(world: &mut World, device: usize) {
    let offline = !world.devices[device].offline;
    world.devices[device].offline = offline;
    world.note(|| format!("device {device} is {}", if offline { "offline" } else { "online" }));
    let connections: Vec<u64> = world.devices[device].connections.keys().copied().collect();
    if offline {
        for number in connections {
            if world.random.percent(50) { world.lose(number) } else { world.half_open(number) }
        }
    } else {
        wake(world, device);
    }
}

/// Somebody looks at the tabs of a device.
fn wake(world: &mut World, device: usize) {
    for who in world.tabs().into_iter().filter(|who| who.device == device) {
        for id in world.documents.clone() {
            world.after_for(who, 1, move |world| world.happened(who, id, Event::Woken));
        }
    }
}

/// Ends all disorder. Every document is shown by one tab of each device at least.
fn heal(world: &mut World) {
    world.note(|| "everything is well again".to_owned());
    world.healing = true;
    world.server.up = true;
    world.server.readers.clear();
    for device in 0..world.devices.len() {
        let state = &mut world.devices[device];
        (state.offline, state.without_sockets, state.closed_until) = (false, false, 0);
        for who in world.tabs().into_iter().filter(|who| who.device == device) {
            world.thaw_tab(who);
        }
        // The others may have ended in any state: at the end the disk is asked.
        let who = world.start_tab(device);
        for who in world.tabs().into_iter().filter(|known| known.device == device) {
            for id in world.documents.clone() {
                world.after_for(who, 10, move |world| {
                    world.learn_rights(who, id);
                    world.open(who, id, true);
                });
                // A refusal may have been on its way.
                world.after_for(who, 30_000, move |world| world.learn_rights(who, id));
            }
        }
        world.note(|| format!("{who:?} looks at everything"));
    }
}
