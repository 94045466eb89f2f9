export { ReviewPanel, useReviewAhead } from "./ReviewPanel.tsx";
