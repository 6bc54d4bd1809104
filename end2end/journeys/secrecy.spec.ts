// What is written stays sealed on the disk of the tablet, and the name of the person is never there.

import { Profile, filesWith } from "../support/chromium.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, chooseInMenu, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const CANARY = "k7Zq-canari-Vw93-sentence-Xp41";
const SOURCE = "m2Lr-canari-Td58-source-Hb60";
const OPEN = "w5Jn-canari-Rf27-not-sealed-Gs84";

test("nothing that was written can be read from the profile of the browser", async ({ device, complaints, server, words, guide }) => {
  const profile = new Profile();
  try {
    const context = await profile.open(device);
    complaints.follow(context);
    const page = context.pages()[0]!;
    await signIn(page, words, server.account(PRACTITIONER));
    await openCase(page, SHARED_CASE);
    await page.getByRole("button", { name: words.say("case.reveal_name"), exact: true }).click();
    await expect(page.getByText("Adrien Valcourt")).toBeVisible();
    await openInterview(page, words, guide);
    const interview = new Interview(page, words, guide);
    await interview.goTo("path");
    await interview.type("path_story", CANARY);
    await interview.whoSays("words", SOURCE);
    await interview.expectSent();
    await chooseInMenu(page, words, "account.lock");
    await expect(page.getByText(words.say("account.locked"))).toBeVisible();
    await expect(page.getByText(CANARY)).toHaveCount(0);
    // The scan is worth something only if it finds what is not sealed.
    await page.evaluate((text) => localStorage.setItem("not-sealed", text), OPEN);
    await profile.close();

    expect(filesWith(profile.folder, OPEN)).not.toEqual([]);
    for (const secret of [CANARY, SOURCE, "Adrien Valcourt", server.account(PRACTITIONER).password]) {
      expect(filesWith(profile.folder, secret), secret).toEqual([]);
    }
  } finally {
    await profile.remove();
  }
});
