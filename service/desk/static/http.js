// Requests to our own service. Whatever changes something carries the page's token.
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

export async function send(method, address, body) {
  const headers = { Accept: "application/json", "X-CSRF-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(address, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  });
  const text = await response.text();
  const answer = text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
