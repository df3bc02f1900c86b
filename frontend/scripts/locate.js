// "Use my location": the browser asks for consent, our server turns the point into a postal code, and that goes into the
// field. The point is in the body of one request and nowhere else.

const settings = { enableHighAccuracy: false, timeout: 10000, maximumAge: 300000 };
const refused = 1; // GeolocationPositionError.PERMISSION_DENIED

export const locate = {
  available: () => "geolocation" in navigator && window.isSecureContext,

  /** @param {HTMLButtonElement} button */
  run(button) {
    const texts = button.dataset;
    const said = button.nextElementSibling;
    const say = (text) => {
      said.textContent = text;
      button.removeAttribute("aria-disabled");
    };
    if (button.hasAttribute("aria-disabled")) return; // one asking at a time
    button.setAttribute("aria-disabled", "true");
    said.textContent = texts.seeking;
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        try {
          const answer = await ask(texts.address, coords);
          if (answer.label) button.form.elements.place.value = answer.label;
          say(answer.label ? texts.found.replace("{place}", answer.label) : answer.title || texts.failed);
        } catch {
          say(texts.failed);
        }
      },
      (error) => say(error.code === refused ? texts.refused : texts.failed),
      settings,
    );
  },
};

// About a hundred metres is enough to tell a postal code, so no more is told.
const rough = (degrees) => Math.round(degrees * 1000) / 1000;

async function ask(address, { latitude, longitude }) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ lat: rough(latitude), lon: rough(longitude) }),
    signal: AbortSignal.timeout(8000),
  });
  return answer.json();
}
